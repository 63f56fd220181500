"""The networks in OpenVINO: the same vectors and scores as in torch, without loading torch, and nothing left behind."""

import json
import os
import re
import signal
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import save_file
from support import SEEDS, free_port

from byline import Archive, EncoderError, InputError
from byline.encoders import load_encoder
from byline.encoders.base import Floats
from byline.encoders.openvino import OpenVinoEncoder
from byline.encoders.sentence_transformer import SentenceTransformerEncoder
from byline.models.bert import Batch, BertNetwork, Graph, padded, read_weights
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import HITS_READ, SpanReader
from byline.settings import DEFAULT_ENCODER

_LENGTH = struct.Struct("<Q")
WORDS = " ".join(file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))).split()
TEXTS = [
    "",
    " \t",
    "x",
    "香港的法律将于8月1日生效。" * 30,
    "😀 e\u0301 ﬁ Ünï\u200bcode",
    "1,2;3:" * 200,
    *(" ".join(WORDS[:count]) for count in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 180, 200, 233, 377)),
]
QUESTION = "When does Hong Kong's law take effect?"
ASKED = (
    QUESTION,
    "Who is the CEO of JD.com?",
    "Why did China ban cryptocurrency trading?",
    "Is crypto legal in China?",
)


@pytest.fixture(scope="module")
def by_openvino() -> OpenVinoEncoder:
    return OpenVinoEncoder()


@pytest.fixture(scope="module")
def by_torch() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(DEFAULT_ENCODER)


@pytest.mark.slow
def test_an_index_of_the_one_encoder_is_one_of_the_other(
    by_openvino: OpenVinoEncoder, by_torch: SentenceTransformerEncoder
) -> None:
    for name in ("name", "languages", "fingerprint", "dim", "max_tokens"):
        assert getattr(by_openvino, name) == getattr(by_torch, name)
    assert by_openvino.tokenise(TEXTS) == by_torch.tokenise(TEXTS)


@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(
    by_openvino: OpenVinoEncoder, by_torch: SentenceTransformerEncoder
) -> None:
    found, expected = by_openvino.encode_passages(TEXTS), by_torch.encode_passages(TEXTS)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-3)
    assert (found * expected).sum(axis=1).min() > 1 - 1e-3
    assert by_openvino.encode_query(QUESTION) @ by_torch.encode_query(QUESTION) > 1 - 1e-3
    assert by_openvino.encode_passages([]).shape == (0, by_torch.dim)


def test_a_vector_does_not_depend_on_what_is_embedded_with_it(by_openvino: OpenVinoEncoder) -> None:
    alone = np.concatenate([by_openvino.encode_passages([text]) for text in TEXTS])
    assert (alone * by_openvino.encode_passages(TEXTS)).sum(axis=1).min() > 1 - 1e-3


@pytest.mark.slow
def test_scores_are_those_of_the_network_that_was_trained() -> None:
    passages = [("A Law", text) for text in TEXTS] + [("", "Nobody spoke."), ("A title " * 40, " ".join(WORDS[:600]))]
    found, expected = (SpanModel(by_openvino=chosen, exact=True).score(QUESTION, passages) for chosen in (True, False))
    for one, other in zip(found, expected, strict=True):
        assert one.offsets == other.offsets
        np.testing.assert_allclose(one.start, other.start, atol=1e-3)
        np.testing.assert_allclose(one.end, other.end, atol=1e-3)


@pytest.mark.slow
def test_replies_are_those_of_the_network_that_was_trained(seeds_index: Path) -> None:
    def replies(chosen: bool) -> Iterator[tuple[Any, ...]]:
        with Archive(seeds_index, reader=SpanReader(SpanModel(by_openvino=chosen, exact=True).score)) as archive:
            for question in ASKED:
                reply = archive.ask(question)
                yield reply.status, reply.text, reply.short, round(reply.confidence, 4)

    assert list(replies(True)) == list(replies(False))


def test_many_batches_come_back_in_order(by_openvino: OpenVinoEncoder) -> None:
    texts = [f"{WORDS[number]} {number}" for number in range(100)]
    vectors = by_openvino.encode_passages(texts)
    assert (vectors @ vectors[70]).argmax() == 70
    assert by_openvino.encode_passages([texts[70]])[0] @ vectors[70] > 1 - 1e-3


def test_questions_are_embedded_with_the_adapter_and_passages_without(by_openvino: OpenVinoEncoder) -> None:
    texts = [
        QUESTION,
        "Hong Kong's licensing law takes effect on August 1.",
        "The ferry crews won a pay rise of 6 per cent.",
    ]
    words, answer, other = by_openvino.encode_passages(texts)
    asked = by_openvino.encode_query(QUESTION)
    assert asked @ words < 0.9
    assert asked @ answer > asked @ other + 0.2


def test_the_engine_is_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BYLINE_ENGINE", raising=False)
    monkeypatch.setattr("byline.encoders._GPUS", ())
    assert isinstance(load_encoder(), OpenVinoEncoder)
    assert isinstance(load_encoder(str(tmp_path)), SentenceTransformerEncoder)
    monkeypatch.setattr("byline.encoders._GPUS", (str(tmp_path),))
    monkeypatch.setattr("importlib.metadata.version", lambda name: "2.13.0")
    assert isinstance(load_encoder(), SentenceTransformerEncoder)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "2.13.0+cpu")
    assert isinstance(load_encoder(), OpenVinoEncoder)
    monkeypatch.setenv("BYLINE_ENGINE", "torch")
    assert isinstance(load_encoder(), SentenceTransformerEncoder)
    monkeypatch.setenv("BYLINE_ENGINE", "abacus")
    with pytest.raises(InputError, match="BYLINE_ENGINE: found 'abacus', expected openvino or torch"):
        load_encoder()


def test_without_openvino_torch_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BYLINE_ENGINE", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert isinstance(load_encoder(), SentenceTransformerEncoder)


def test_weights_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    file = tmp_path / "reader.safetensors"
    with pytest.raises(EncoderError, match=re.escape(str(file))):
        SpanModel(weights=file, by_openvino=True).score(QUESTION, [("", "A text.")])
    header = b'{"a": {"dtype": "F32", "shape": [9], "data_offsets": [0, 4]}}'
    for content in (
        b"",
        b"no weights",
        b"\xff" * 20,
        _LENGTH.pack(len(header)) + header + bytes(4),
    ):
        file.write_bytes(content)
        with pytest.raises(EncoderError, match=re.escape(str(file))):
            read_weights(file)
    with pytest.raises(EncoderError, match="install Byline again"):
        BertNetwork({}, Graph.pooled)


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    written = {
        "a.whole": generator.normal(size=(3, 5)).astype(np.float32),
        "a.half": generator.normal(size=(4,)).astype(np.float16),
        "a.places": np.arange(3),
        "b.other": np.zeros(2, dtype=np.float32),
    }
    save_file(written, tmp_path / "weights.safetensors", {"format": "np"})
    found = read_weights(tmp_path / "weights.safetensors", ("a.",))
    assert found.keys() == {"a.whole", "a.half"}
    for name, values in found.items():
        assert values.dtype == np.float32
        np.testing.assert_array_equal(values, written[name].astype(np.float32))


def test_rows_are_padded_to_few_lengths() -> None:
    ids, mask = padded([[5, 6, 7], [8]], 1)
    assert ids.tolist() == [[5, 6, 7, 1, 1, 1, 1, 1], [8, 1, 1, 1, 1, 1, 1, 1]]
    assert mask.sum(axis=1).tolist() == [3, 1]
    assert [padded([[0] * length], 1)[0].shape[1] for length in (8, 9, 255, 256, 512)] == [8, 16, 256, 256, 512]


def test_a_batch_that_cannot_be_made_spoils_no_other(by_openvino: OpenVinoEncoder) -> None:
    with pytest.raises(UnicodeEncodeError):
        by_openvino.encode_passages(["\ud800"])

    def batches() -> Iterator[Batch]:
        yield ids, np.zeros_like(ids), mask
        raise KeyError("a text")

    ids, mask = padded([[101, 2023, 102]], 0)
    network = by_openvino._network
    with pytest.raises(KeyError):
        network.run(batches())
    [found] = network.run([(ids, np.zeros_like(ids), mask)])
    assert found.shape == (1, by_openvino.dim)


WATCHED = """
import json, sys

seen = []

def watch(event, arguments):
    if event == "socket.connect":
        seen.append([event, str(arguments[1])])
    elif event in {"os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.system", "subprocess.Popen"}:
        seen.append([event, str(arguments[0])])
    elif event == "open" and isinstance(arguments[0], str) and arguments[1] and set(arguments[1]) & set("wax+"):
        seen.append([event, arguments[0]])
    elif event in {"os.mkdir", "os.rename"}:
        seen.append([event, str(arguments[0])])

sys.addaudithook(watch)
from byline.cli import main

code = main(sys.argv[1:])
print(json.dumps({"seen": seen, "loaded": sorted(sys.modules)}), file=sys.stderr)
sys.exit(code)
"""
WRITING = {"open", "os.mkdir", "os.rename"}
HEAVY = {"torch", "transformers", "sentence_transformers", "openvino.tools.ovc", "openvino_telemetry", "gradio"}


def watched(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start a command that reports at its end what it loaded, and what it did outside of itself."""
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("XDG_CACHE_HOME", None)
    environment.pop("BYLINE_ENGINE", None)
    command = [sys.executable, "-c", WATCHED, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def told_by(process: "subprocess.Popen[str]") -> tuple[set[str], list[tuple[str, str]]]:
    """Wait for a watched command to end; return what it loaded and what it did."""
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors[:1000]
    told = json.loads(errors.splitlines()[-1])
    return set(told["loaded"]), [(event, what) for event, what in told["seen"]]


@pytest.mark.slow
def test_nothing_heavy_is_loaded_and_nothing_is_left_behind(tmp_path: Path) -> None:
    """No torch, no connection, no process except the one that reads files; only the index is written."""
    home, index = tmp_path / "home", tmp_path / "index"
    home.mkdir()
    for arguments in (["add", str(SEEDS)], ["ask", QUESTION], ["search", "stablecoin"], ["timeline", "law"]):
        loaded, seen = told_by(watched(home, *arguments, "--index", str(index)))
        assert HEAVY & loaded == set()
        for event, what in seen:
            if event in WRITING:
                assert not what.startswith(str(home))
            else:
                assert (arguments[0], event, what) == ("add", "subprocess.Popen", sys.executable)
    assert list(home.rglob("*")) == []


@pytest.mark.slow
def test_the_page_connects_to_nobody_and_leaves_nothing_behind(tmp_path: Path, seeds_index: Path) -> None:
    """The chat answers without torch, connects only to itself, and starts no process."""
    home = tmp_path / "home"
    home.mkdir()
    process = watched(home, "chat", "--index", str(seeds_index), "--port", str(free_port()), "--json")
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        answered = httpx.post(f"{address}api/ask", json={"question": QUESTION}, timeout=60).json()
        assert answered["status"] == "answered"
    finally:
        process.send_signal(signal.SIGINT)
        loaded, seen = told_by(process)
    assert (HEAVY - {"gradio"}) & loaded == set()
    for event, what in seen:
        if event in WRITING:
            assert not what.startswith(str(home))
        else:
            assert event == "socket.connect"
            assert "127.0.0.1" in what
    assert list(home.rglob("*")) == []


def test_a_question_is_embedded_once_and_its_passages_are_read_at_once(
    seeds_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cost of an answer, counted instead of timed."""
    runs: list[int] = []
    run = BertNetwork.run

    def counted(network: BertNetwork, batches: Iterable[Batch]) -> list[Floats]:
        given = list(batches)
        runs.append(sum(len(ids) for ids, _, _ in given))
        return run(network, given)

    monkeypatch.setattr(BertNetwork, "run", counted)
    with Archive(seeds_index) as archive:
        archive.ask(QUESTION)
        assert runs == [1, HITS_READ]
