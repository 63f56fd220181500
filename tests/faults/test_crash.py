"""Nothing acknowledged is lost: SIGKILL in the middle of `byline add --json`."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from byline import Archive
from byline.encoders import load_encoder
from byline.encoders.base import Encoder

ARTICLES = 600


def text_of(number: int) -> str:
    return f"Article {number} begins here. It has {number % 7 + 2} sentences. " + "One more follows. " * (number % 7)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    lines = (json.dumps({"id": f"a{number}", "text": text_of(number)}) for number in range(ARTICLES))
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.smoke), *range(2, 10)])
def test_every_acknowledged_article_is_whole_after_kill_9(
    articles: Path, encoder: Encoder, tmp_path: Path, seed: int
) -> None:
    """Kill at a random acknowledgement and look; in one case also add the rest, as a user would."""
    index = tmp_path / "index"
    command = [sys.executable, "-m", "byline", "add", str(articles), "--json", "--index", str(index)]
    kill_after = random.Random(seed).randint(1, ARTICLES - 1)
    acknowledged = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            acknowledged.append(json.loads(line)["id"])
            if len(acknowledged) == kill_after:
                process.send_signal(signal.SIGKILL)
                break
        remaining = process.stdout.read().splitlines()
        acknowledged += [json.loads(line)["id"] for line in remaining if line.endswith("}")]
    assert process.returncode == -signal.SIGKILL
    assert kill_after <= len(acknowledged) <= ARTICLES
    with Archive(index, encoder=encoder) as archive:
        held = {summary.id: summary for summary in archive.articles()}
        assert held.keys() >= set(acknowledged)
        for id, summary in held.items():
            assert archive.article(id).text == text_of(int(id.removeprefix("a")))
            assert summary.passages == 1
        assert archive.state.passages == len(held)
        assert all(finding.healthy for finding in archive.doctor())
        last = acknowledged[-1]
        assert last in {
            hit.article.id for hit in archive.search(f"Article {last.removeprefix('a')} begins here", k=100)
        }
        if seed == 0:
            report = archive.add(articles)
            assert set(report.unchanged) == held.keys()
            assert len(report.added) == ARTICLES - len(held)
