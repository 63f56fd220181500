"""List feedback on answers, and evaluate questions with known answers."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from byline.cli.options import Commands, answering_options, answering_settings, open_archive, open_filled_archive
from byline.cli.output import DONE, FAILED, bracketed, print_json, tell, write_file
from byline.errors import ArchiveError
from byline.language.text import shorten

if TYPE_CHECKING:
    from byline.archive import Archive


def define_feedback(commands: Commands) -> None:
    """Define `byline feedback`."""
    parser = commands.define(
        "feedback",
        _feedback,
        "list feedback on answers, or turn it into questions for eval",
        "",
        "--export questions.jsonl",
    )
    parser.add_argument("--export", metavar="FILE", help="write the questions to which the feedback gives the answer")


def _feedback(options: argparse.Namespace) -> int:
    archive = open_archive(options)
    if options.export is not None:
        return _export_feedback(options, archive)
    given = archive.feedback()
    if options.json:
        print_json([one.to_dict() for one in given])
        return DONE
    for one in given:
        right = "not in the articles" if one.absent else shorten(one.right_answer, 80)
        line = f"{one.given_at:%Y-%m-%d}  {one.verdict:4}  {shorten(one.question, 80)}"
        print(line, *([bracketed(right)] if right else []))
    if not given:
        print(f"no feedback in {archive.name} yet: give it on the chat page, see byline chat")
    return DONE


def _export_feedback(options: argparse.Namespace, archive: "Archive") -> int:
    questions, left_out = archive.feedback_questions()
    for reason in left_out:
        tell(f"left out: {reason}")
    if not questions:
        raise ArchiveError(f"{archive.name}: no feedback that makes a question: {options.export} was not written")
    write_file(options.export, "".join(f"{json.dumps(one.to_dict(), ensure_ascii=False)}\n" for one in questions))
    if options.json:
        print_json({"questions": len(questions), "left_out": left_out})
    else:
        count = f"{len(questions)} {'question' if len(questions) == 1 else 'questions'}"
        print(f"{count} in {options.export}, for byline eval")
    return DONE


def define_calibrate(commands: Commands) -> None:
    """Define `byline calibrate`."""
    parser = commands.define(
        "calibrate",
        _calibrate,
        "refit the confidence to the feedback on answers",
        "",
        "--reset",
    )
    parser.add_argument("--reset", action="store_true", help="go back to the confidence that ships with Byline")


def _calibrate(options: argparse.Namespace) -> int:
    archive = open_filled_archive(options)
    if options.reset:
        archive.reset_calibration()
        if options.json:
            print_json({"kept": False})
        else:
            print(f"{archive.name}: the confidence is now the one that ships with Byline")
        return DONE
    found = archive.calibrate()
    if options.json:
        print_json(found.to_dict())
        return DONE
    print(f"{found.right + found.wrong} judged replies, {found.right} right and {found.wrong} wrong")
    print(f"calibration error: {found.ece_before:.3f} before, {found.ece_after:.3f} after")
    kept = "this archive now has its own confidence: byline calibrate --reset undoes this"
    print(kept if found.is_better else "not better: using the confidence that ships with Byline")
    return DONE


def define_eval(commands: Commands) -> None:
    """Define `byline eval`."""
    parser = commands.define(
        "eval",
        _eval,
        "ask questions with known answers, and measure the replies and their citations",
        "questions.jsonl",
        "questions.jsonl --json > now.json",
        "questions.jsonl --compare before.json --html report.html --gate gates.toml",
        parents=[answering_options()],
    )
    parser.add_argument(
        "questions",
        metavar="QUESTIONS",
        help="JSON Lines: id, kind, question, answers (none if unanswerable), articles (ids); see byline help evaluate",
    )
    parser.add_argument("--compare", metavar="JSON", help="show the difference from an earlier --json output")
    parser.add_argument("--html", metavar="FILE", help="write a report with plots, as one self-contained page")
    parser.add_argument(
        "--gate",
        metavar="TOML",
        help="fail if a metric is below its value in [floors] or above its value in [ceilings]",
    )


def _eval(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from byline.evaluation import evaluate, read_questions
    from byline.evaluation.gate import judge, read_gates
    from byline.evaluation.report import compared_dict, compared_lines, lines, page, read_earlier, verdict_lines

    archive = open_filled_archive(options, answering_settings(options))
    questions = read_questions(options.questions)
    gates = read_gates(options.gate) if options.gate else []
    earlier = read_earlier(options.compare, [question.id for question in questions]) if options.compare else {}
    if options.html:
        write_file(options.html, "", mode="a")  # fail before asking the questions if the file cannot be written
    with tqdm(total=len(questions), delay=1, disable=None, desc="asking", unit=" questions") as bar:
        evaluation = evaluate(archive, questions, acknowledge=lambda row: bar.update())
    for warning in evaluation.warnings:
        tell(f"warning: {warning}")
    verdicts = judge(evaluation, gates) if gates else []
    comparison = evaluation.compared(earlier) if earlier else None
    if options.html:
        write_file(options.html, page(evaluation, verdicts))
    if options.json:
        print_json({**evaluation.to_dict(), **({"comparison": compared_dict(*comparison)} if comparison else {})})
    else:
        print(*lines(evaluation), sep="\n")
        if comparison:
            print("", *compared_lines(*comparison), sep="\n")
    if gates:
        print(
            *([] if options.json else [""]),
            *verdict_lines(verdicts),
            sep="\n",
            file=sys.stderr if options.json else sys.stdout,
        )
    return DONE if all(verdict.passed for verdict in verdicts) else FAILED
