"""The large reader: the network that was trained, run without torch, compared with the small one."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import MPNetConfig, MPNetModel

from byline import Archive, Settings
from byline.errors import EncoderError
from byline.models import mpnet
from byline.readers import load_reader
from byline.readers.builtin.cascade import CascadeReader
from byline.readers.builtin.model import SpanModel
from byline.readers.builtin.reader import SpanReader
from byline.readers.builtin.tokens import PairMaker

QUESTION = "Who opened the bridge?"
PASSAGES = [
    ("A bridge", "The mayor, Ana Brandt, opened the bridge on Monday. It had been closed since a barge struck a pier."),
    ("", "Nobody spoke."),
    ("A title " * 40, "The council met. " * 90),
]


@pytest.mark.slow
@pytest.mark.model
def test_scores_are_those_of_the_network_with_its_adapters() -> None:
    base, own = mpnet.folder(), load_file(str(files("byline.readers.builtin") / "large.safetensors"))
    network = MPNetModel(MPNetConfig.from_pretrained(base), add_pooling_layer=False).eval()
    weights = {name: value.float() for name, value in load_file(base / "model.safetensors").items()}
    for name in [name.removesuffix(".a") for name in own if name.endswith(".a")]:
        weights[f"{name.removeprefix('mp.')}.weight"] += own[f"{name}.b"].float() @ own[f"{name}.a"].float()
    network.load_state_dict(weights)
    maker = PairMaker(base, separators=2)
    (asked,) = maker.tokenise([QUESTION])
    for (title, text), found in zip(PASSAGES, SpanModel("large", exact=True).score(QUESTION, PASSAGES), strict=True):
        (of_title,), (of_text,) = maker.tokenise([title]), maker.tokenise([text])
        pair = maker.pair(asked.ids, of_title.ids, of_text.ids)
        assert pair.ids[: len(asked.ids) + 3] == [0, *asked.ids, 2, 2]
        with torch.inference_mode():
            hidden = network(torch.tensor([pair.ids])).last_hidden_state[0]
            scores = (hidden @ own["head.weight"].float().T + own["head.bias"].float()).numpy()
        expected = scores[pair.passage_start : len(pair.ids) - 1] - scores[0]
        np.testing.assert_allclose(found.start, expected[:, 0], atol=1e-2)
        np.testing.assert_allclose(found.end, expected[:, 1], atol=1e-2)


@pytest.mark.slow
@pytest.mark.model
def test_in_eight_bits_the_scores_are_much_the_same() -> None:
    rounded, exact = (SpanModel("large", exact=one).score(QUESTION, PASSAGES) for one in (False, True))
    for found, expected in zip(rounded, exact, strict=True):
        assert np.abs(found.start - expected.start).mean() < 1
        assert np.abs(found.end - expected.end).mean() < 1
    assert rounded[0].start.argmax() == exact[0].start.argmax()
    assert rounded[0].end.argmax() == exact[0].end.argmax()


@pytest.mark.model
def test_what_is_said_in_other_words_is_found_by_the_large_reader(seeds_index: Path) -> None:
    with Archive(seeds_index, settings=Settings(reader="large")) as archive:
        reply = archive.ask("What did the mainland outlaw in 2021?")
    assert (reply.status, reply.short) == ("answered", "cryptocurrency trading and mining")
    assert reply.reader == "large"


@pytest.mark.model
def test_readers_are_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(load_reader("small"), SpanReader)
    assert isinstance(load_reader("large"), CascadeReader)
    monkeypatch.delenv("BYLINE_READER", raising=False)
    assert isinstance(load_reader(), CascadeReader)
    monkeypatch.setenv("BYLINE_READER", "small")
    assert isinstance(load_reader(), SpanReader)
    with pytest.raises(EncoderError, match=r"reader '\./small'"):
        load_reader("./small")  # a path to a folder of that name


def test_without_openvino_the_large_reader_says_what_it_needs() -> None:
    with pytest.raises(EncoderError, match="reader large: needs OpenVINO"):
        SpanModel("large", by_openvino=False).score(QUESTION, PASSAGES)


@pytest.mark.slow
@pytest.mark.model
def test_no_torch_is_loaded_for_the_large_reader() -> None:
    program = (
        "import sys; from byline.readers.builtin.model import SpanModel; "
        "SpanModel('large').score('Who?', [('', 'Ana spoke.')]); print('torch' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"
