"""Draw the dialog for adding articles, its progress and its results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from byline.demo import QUESTIONS
from byline.ingest.files import SUFFIXES
from byline.language.text import one_line
from byline.presenting import count_of
from byline.records import Outcome
from byline.web.doors.security import MAX_UPLOAD_BYTES
from byline.web.page.layout import own_file
from byline.web.page.render import escape

_PROBLEMS_TOLD = 200
_SURE_SHARE, _SURE_SECONDS = 0.02, 2.0  # needed before the remaining time is estimated
_MINUTE, _HOUR = 60, 3_600
_KINDS = f"Text, web pages, PDF, Word, spreadsheets, email and more, up to {MAX_UPLOAD_BYTES // 1_000_000} MB per file"


@dataclass(slots=True)
class Added:
    """The results of adding articles, so far.

    Attributes:
        counts: How many articles were added, updated, unchanged and rejected.
        ids: Ids of the articles that are new or have a new version, in order of arrival.
        problems: What was not added and why, one line each.
        remarks: Warnings, one line each.
        is_stopped: Whether the rest was skipped.
        is_demo: Whether the demo was added.
    """

    counts: dict[str, int] = field(default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0, "rejected": 0})
    ids: dict[str, None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    is_stopped: bool = False
    is_demo: bool = False

    def take(self, outcomes: Sequence[Outcome]) -> None:
        """Record acknowledged outcomes."""
        for outcome in outcomes:
            self.counts[outcome.status] += 1
            if outcome.id and outcome.status in {"added", "updated"}:
                self.ids[outcome.id] = None
            name = outcome.source.replace("\\", "/").rpartition("/")[2] or outcome.source
            if outcome.status == "rejected":
                self.problems.append(f"{name}: {outcome.reason}")
            self.remarks += [f"{name}: {warning}" for warning in outcome.warnings]


def places_html(*, fetches: bool) -> str:
    """Draw the dialog for adding articles, and the place for its progress.

    Args:
        fetches: Whether web pages can be added by link.
    """
    link = own_file("adding_link.html") if fetches else ""
    return (
        own_file("adding.html")
        .replace("<!-- drop -->", drop_html())
        .replace("<!-- link -->", link)
        .replace("<!-- suffixes -->", ",".join(sorted(SUFFIXES)))
    )


def drop_html(*, demo: bool = False) -> str:
    """Draw the area for dropping or choosing files.

    Args:
        demo: Also offer the demo and pasting a text.
    """
    more = (
        '<p><button type="button" class="byline-quiet" data-add="paste">Paste a text</button>'
        '<button type="button" class="byline-quiet" data-add-demo>Try the demo (invented news)</button></p>'
        if demo
        else ""
    )
    return (
        '<div class="byline-drop byline-owners"><p><strong>Drop files here</strong> or '
        '<button type="button" class="byline-button byline-primary" data-add-files>Choose files</button></p>'
        f'<p class="byline-note">{_KINDS}</p>{more}</div>'
    )


def running_html(added: Added, share: float, seconds: float, *, is_stopping: bool) -> str:
    """Draw the progress.

    Args:
        added: The results so far.
        share: How much is done, in [0, 1].
        seconds: How long that took.
        is_stopping: Whether it is being stopped.
    """
    done = sum(added.counts.values())
    said = f"{count_of(done, 'article')} done" if done else "Reading …"
    left = "" if is_stopping else _left(share, seconds)
    value = f' value="{share:.3f}"' if done else ""
    stop = '<button type="button" class="byline-button" data-add-stop>Stop</button>'
    return (
        f'<progress max="1"{value} aria-label="Adding articles"></progress>'
        f"<p>{'Stopping: ' if is_stopping else 'Adding: '}{said}{left}</p>{'' if is_stopping else stop}"
    )


def ended_html(added: Added) -> str:
    """Draw the results of adding articles."""
    said = " ".join(_said(added))
    brief = ""
    if added.ids:
        these = "this article" if len(added.ids) == 1 else "these articles"
        brief = (
            f'<button type="button" class="byline-button byline-primary" data-add-brief>Brief me on {these}</button>'
        )
    close = '<button type="button" class="byline-quiet" data-add-forget aria-label="Close this note">&#10005;</button>'
    return f"<p>{escape(said)}</p>{brief}{close}{_problems(added)}"


def _said(added: Added) -> Iterator[str]:
    if added.is_demo:
        yield f"{count_of(len(added.ids), 'article')} of invented news added. Try asking: {QUESTIONS[0]}"
        return
    counts = added.counts
    told = [f"{count_of(counts['added'], 'article')} added"] if counts["added"] else []
    told += [f"{counts['updated']:,} updated"] if counts["updated"] else []
    told += [f"{counts['unchanged']:,} already in the archive"] if counts["unchanged"] else []
    if added.is_stopped:
        yield "Stopped."
    yield f"{', '.join(told)}." if told else "Nothing was added."


def _problems(added: Added) -> str:
    told = [one_line(one) for one in (*added.problems, *added.remarks)]
    if not told:
        return ""
    count, shown = len(told), told[:_PROBLEMS_TOLD]
    if count > len(shown):
        shown.append(f"and {count - len(shown):,} more")
    named = [f"{len(added.problems):,} not added"] if added.problems else []
    named += [f"{len(added.remarks):,} to check"] if added.remarks else []
    items = "".join(f"<li>{escape(one)}</li>" for one in shown)
    return f"<details{'' if added.ids else ' open'}><summary>{', '.join(named)}</summary><ul>{items}</ul></details>"


def _left(share: float, seconds: float) -> str:
    if share < _SURE_SHARE or seconds < _SURE_SECONDS:
        return ""
    left = seconds * (1 - share) / share
    if left < _MINUTE:
        return ", less than a minute left"
    size, unit = (_HOUR, "hour") if left >= 1.5 * _HOUR else (_MINUTE, "minute")
    count = round(left / size)
    return f", about {count} {unit}{'s' if count > 1 else ''} left"
