"""A language model behind a real server of OpenAI's API: `transformers serve` with a tiny model made here.

The model is not trained. After each word it writes the next word of a text that the test chose, so it writes that text
whatever it is asked.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from support import free_port
from tokenizers import Regex, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import WordLevel

from byline import Archive, Settings
from byline.settings import AnswererSettings

QUESTION = "When does Hong Kong's stablecoin law take effect?"
STARTING_SECONDS = 90

pytestmark = pytest.mark.slow


def make_model(folder: Path, text: str) -> None:
    """Make a model that writes a given text, in which no word occurs twice."""
    import torch  # here, since it takes seconds
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    pieces = [f"{' ' if number else ''}{word}" for number, word in enumerate(text.split())]
    assert len(set(pieces)) == len(pieces)
    vocabulary = ["[UNK]", "[END]", "[ANSWER]", *pieces]
    tokenizer = Tokenizer(WordLevel({piece: number for number, piece in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s*\S+"), "isolated")  # type: ignore[assignment]
    tokenizer.decoder = decoders.Fuse()  # type: ignore[assignment]
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", eos_token="[END]", additional_special_tokens=["[ANSWER]"]
    )
    fast.chat_template = "{% for message in messages %}{{ message.content }} {% endfor %}[ANSWER]"
    fast.save_pretrained(folder)
    size = len(vocabulary)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=size,
            hidden_size=2 * size,
            intermediate_size=2,
            num_hidden_layers=1,
            num_attention_heads=1,
            head_dim=2,
            max_position_embeddings=8_192,
            eos_token_id=1,
            bos_token_id=None,
            tie_word_embeddings=False,
        )
    )
    following = {2 + number: 3 + number for number in range(len(pieces))} | {size - 1: 1}
    with torch.no_grad():
        for parameter in model.model.layers.parameters():
            parameter.zero_()
        model.model.embed_tokens.weight.copy_(torch.eye(size, 2 * size))
        model.lm_head.weight.zero_()
        for one, other in following.items():
            model.lm_head.weight[other, one] = 1.0
    model.generation_config.eos_token_id = 1
    model.save_pretrained(folder)


@pytest.fixture
def served(tmp_path: Path, seeds_archive: Archive) -> Iterator[AnswererSettings]:
    """The address of a server whose model answers the question, then makes something up."""
    hits = seeds_archive.search(QUESTION, 8)
    number = next(rank for rank, hit in enumerate(hits, start=1) if "August 1" in hit.text)
    make_model(
        tmp_path / "model", f"Legislation on stablecoins becomes effective August 1 [{number}]. It costs $5 [{number}]"
    )
    port = free_port()
    log = tmp_path / "log"
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(tmp_path / "model")]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--port", str(port), "--host", "127.0.0.1", "--device", "cpu"], stdout=output, stderr=output
        )
    try:
        _wait(server, f"http://127.0.0.1:{port}/health", log)
        yield AnswererSettings(f"http://127.0.0.1:{port}/v1", str(tmp_path / "model"))
    finally:
        server.kill()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(log.read_text())


def test_a_model_behind_a_real_server_answers_and_is_checked(served: AnswererSettings, seeds_archive: Archive) -> None:
    archive = Archive(seeds_archive.folder, settings=Settings(answerer=served))
    first, *_, last = archive.replies(QUESTION)
    assert first.mode == "extractive"
    assert "is writing" in first.note
    assert last.mode == "written", last.note
    assert [sentence.text for sentence in last.sentences] == ["Legislation on stablecoins becomes effective August 1."]
    assert "August 1" in last.citations[0].quote
    assert [one.text for one in last.struck] == ["It costs $5"]
    assert last.note == ""
