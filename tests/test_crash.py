"""Nothing acknowledged is lost: SIGKILL in the middle of `byline add --json`."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import WordEncoder

from byline import Archive

ARTICLES = 2_000
ADD = """
import sys
sys.path.insert(0, {tests!r})
from conftest import WordEncoder
from byline import archive, cli
made = archive.Archive
cli.Archive = lambda folder, settings=None: made(folder, encoder=WordEncoder())
sys.exit(cli.main(["add", {file!r}, "--json", "--index", {index!r}]))
"""


def text_of(number: int) -> str:
    return f"Article {number} begins here. It has {number % 7 + 2} sentences. " + "One more follows. " * (number % 7)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    lines = (json.dumps({"id": f"a{number}", "text": text_of(number)}) for number in range(ARTICLES))
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.mark.parametrize("seed", range(10))
def test_every_acknowledged_article_is_whole_after_kill_9(articles: Path, tmp_path: Path, seed: int) -> None:
    """Kill at a random acknowledgement and look; then add the rest, as a user would."""
    index = tmp_path / "index"
    code = ADD.format(tests=str(Path(__file__).parent), file=str(articles), index=str(index))
    kill_after = random.Random(seed).randint(1, ARTICLES - 65)
    acknowledged = []
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            acknowledged.append(json.loads(line)["id"])
            if len(acknowledged) == kill_after:
                process.send_signal(signal.SIGKILL)
                break
        remaining = process.stdout.read().splitlines()
        acknowledged += [json.loads(line)["id"] for line in remaining if line.endswith("}")]
    assert process.returncode == -signal.SIGKILL
    assert kill_after <= len(acknowledged) < ARTICLES
    with Archive(index, encoder=WordEncoder()) as archive:
        held = {summary.id: summary for summary in archive.articles()}
        assert held.keys() >= set(acknowledged)
        for id, summary in held.items():
            text = text_of(int(id.removeprefix("a")))
            assert archive.article(id).text == text
            assert summary.passages >= 1
        shown = archive.search(f"Article {acknowledged[-1].removeprefix('a')} begins here", k=100)
        assert {hit.article.id for hit in shown} <= held.keys()
        assert archive.state.passages == sum(summary.passages for summary in held.values())
        assert all(finding.healthy for finding in archive.doctor() if finding.subject != "encoder")
        report = archive.add(articles)
        assert set(report.unchanged) == held.keys()
        assert len(report.added) == ARTICLES - len(held)
