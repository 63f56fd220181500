"""Embedding elsewhere: real processes and a real Dask cluster on this machine, and what happens if parts of it die."""

import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dask
import distributed  # noqa: F401 - loads its settings before a test changes some
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from support import ROOT, WordEncoder, article, free_port

import byline
from byline import Archive, Article, EncoderError, InputError, Outcome, WorkerError, cli
from byline.encoders import load_encoder
from byline.indexing import add as adding
from byline.indexing.workers import open_workers, pool
from byline.indexing.workers.dask import cluster
from byline.indexing.workers.embedding import Model
from byline.settings import DEFAULT_ENCODER

sys.path.insert(0, str(ROOT / "benchmarks"))
BENCHMARK = runpy.run_path(str(ROOT / "benchmarks" / "workers.py"))
sys.path.pop(0)
scheduler, worker, contents = BENCHMARK["scheduler"], BENCHMARK["worker"], BENCHMARK["contents"]

TEXTS = [f"Bridge number {number} was opened on Monday. {'It is long. ' * (number % 5)}" for number in range(30)]
ARTICLES = [
    article(f"a{number}", f"Bridge {number} needs repair. " + f"Engineers examined span {number} twice. " * 12)
    for number in range(24)
]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "_ARTICLES_PER_TRANSACTION", 2)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The contents of an archive that this process filled by itself."""
    with Archive(tmp_path_factory.mktemp("expected")) as archive:
        archive.add(ARTICLES)
        return contents(archive)


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    """A Dask scheduler with one worker."""
    with scheduler() as address, worker(address):
        yield address


def added_whole(folder: Path, expected: Any, workers: int | str, victim: Any = None) -> None:
    """Add the articles, kill a worker halfway, and compare with an archive that was filled undisturbed."""
    acknowledged: list[str | None] = []

    def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
        acknowledged.extend(outcome.id for outcome in outcomes)
        if victim and len(acknowledged) == 6:
            os.kill(victim(), signal.SIGKILL)

    with Archive(folder) as archive:
        report = archive.add(ARTICLES, workers=workers, acknowledge=acknowledge)
        assert acknowledged == list(report.added) == [one.id for one in ARTICLES]
        assert contents(archive).is_like(expected)
        assert archive.add(ARTICLES, workers=workers).unchanged == report.added


# Processes of this machine


def test_processes_embed_as_this_one_does() -> None:
    encoder = load_encoder()
    with open_workers(2, encoder) as workers:
        assert workers.at_once == 4
        waiting = [workers.submit(TEXTS[first : first + 10]) for first in (0, 10, 20)]
        vectors = np.concatenate([wait() for wait in waiting])
    np.testing.assert_allclose(vectors, encoder.encode_passages(TEXTS), atol=0.01)


def test_a_process_that_is_killed_is_replaced(tmp_path: Path, expected: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pools: list[pool.ProcessPool] = []
    make = pool.ProcessPool.__init__
    monkeypatch.setattr(pool.ProcessPool, "__init__", lambda self, *given: (make(self, *given), pools.append(self))[0])
    added_whole(tmp_path, expected, 2, victim=lambda: next(iter(pools[0]._executor._processes)))


def test_processes_that_die_again_and_again_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = load_encoder()
    with open_workers(1, encoder) as workers:
        monkeypatch.setattr(workers, "_task", os._exit)
        waiting = [workers.submit(3), workers.submit(3)]  # type: ignore[arg-type]
        with pytest.raises(WorkerError, match="a process died 3 times before its articles were embedded: check that"):
            waiting[0]()


def test_a_process_with_another_encoder_is_told_of() -> None:
    workers = pool.ProcessPool(Model(DEFAULT_ENCODER, "0" * 64), 1)
    try:
        with pytest.raises(
            EncoderError, match=r"worker process \d+: .* found fingerprint \w+, expected 000000000000: "
        ):
            workers.submit(TEXTS)()
    finally:
        workers.close()


def test_processes_do_not_outlive_one_that_is_killed() -> None:
    program = (
        "import os, signal\nfrom byline.encoders import load_encoder\nfrom byline.indexing.workers.pool import ProcessPool\n"
        "from byline.indexing.workers.embedding import Model\n"
        "if __name__ == '__main__':\n"
        "    encoder = load_encoder()\n"
        "    workers = ProcessPool(Model(encoder.name, encoder.fingerprint), 1)\n"
        "    workers.submit(['A text.'])()\n"
        "    print(*workers._executor._processes, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    child = Path(f"/proc/{killed.stdout.split()[0]}")
    for _ in range(100):
        if not child.exists() or "State:\tZ" in (child / "status").read_text():
            return
        time.sleep(0.1)
    pytest.fail("the process still runs")


def test_no_process_runs_what_lies_in_the_working_folder(tmp_path: Path) -> None:
    folder, program = tmp_path / "downloads", tmp_path / "program.py"
    folder.mkdir()
    for name in ("socket", "pickle", "signal", "numpy"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'canary')!r}, 'w').close()\nraise SystemExit\n")
    (folder / "a.txt").write_text("One text.")
    program.write_text("import sys\nfrom byline.cli import main\nif __name__ == '__main__':\n    sys.exit(main())\n")
    command = [sys.executable, str(program), "add", "a.txt", "--workers", "2"]
    own = {**os.environ, "PYTHONPATH": str(Path(byline.__file__).parents[1])}  # absolute: the child's folder differs
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "canary").exists()


# A Dask cluster


def test_a_dask_worker_that_is_killed_loses_nothing(tmp_path: Path, expected: Any) -> None:
    with scheduler() as address, worker(address) as one, worker(address) as other:
        BENCHMARK["warm"](address, 2)
        added_whole(tmp_path / "index", expected, address, victim=lambda: one.pid)
        assert one.wait(10) == -signal.SIGKILL
        assert other.poll() is None


def test_the_same_shard_is_done_once(running: str) -> None:
    encoder = load_encoder()
    with open_workers(running, encoder) as workers, open_workers(running, encoder) as others:
        first, second = workers.submit(TEXTS), others.submit(TEXTS)
        assert first.args[0].key == second.args[0].key  # type: ignore[attr-defined]
        np.testing.assert_array_equal(first(), second())
        assert workers.submit(TEXTS[1:]).args[0].key != first.args[0].key  # type: ignore[attr-defined]


def test_a_dask_worker_with_another_encoder_stops_the_add(
    running: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other(cluster.Cluster):
        def __init__(self, model: Model, address: str) -> None:
            super().__init__(Model(model.name, "0" * 64), address)

    monkeypatch.setattr(cluster, "Cluster", Other)
    (tmp_path / "a.txt").write_text("One text.")
    assert cli.main(["add", str(tmp_path / "a.txt"), "--workers", running, "--index", str(tmp_path / "index")]) == 1
    [told] = capsys.readouterr().err.splitlines()
    assert f"byline: worker {running[:15]}" in told
    assert "encoder 'all-MiniLM-L6-v2': found fingerprint" in told


def test_what_was_acknowledged_is_kept_when_the_scheduler_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_SECONDS", 1.0)
    port = free_port()
    with scheduler(port=port) as address, worker(address):
        BENCHMARK["warm"](address, 1)

        def acknowledge(outcomes: Sequence[Outcome], share: float) -> None:
            if outcomes[0].id == "a4":
                os.kill(scheduler_on(port), signal.SIGKILL)

        with Archive(tmp_path) as archive:
            with pytest.raises(WorkerError, match=rf"{address}: the Dask scheduler does not answer \("):
                archive.add(ARTICLES, workers=address, acknowledge=acknowledge)
            assert 6 <= archive.state.articles < len(ARTICLES)


def scheduler_on(port: int) -> int:
    """Return the child process that listens on a port."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return next(int(child) for child in mine if str(port) in Path(f"/proc/{child}/cmdline").read_text().split("\0"))


def test_a_scheduler_that_is_not_there_or_has_no_workers_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SECONDS", 1.0)
    encoder = load_encoder()
    nobody = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(WorkerError, match=f"{nobody}: the Dask scheduler does not answer .*check that it is running"):
        open_workers(nobody, encoder).__enter__()
    with (
        scheduler() as address,
        pytest.raises(WorkerError, match=f"{address}: found no workers in 1 s, expected .*: start some with dask wor"),
    ):
        open_workers(address, encoder).__enter__()


def test_workers_that_all_die_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SECONDS", 1.0)
    with scheduler() as address, worker(address) as one:
        BENCHMARK["warm"](address, 1)
        with open_workers(address, load_encoder()) as workers:
            assert workers.at_once == 2
            one.kill()
            with pytest.raises(WorkerError, match="found no workers in 1 s"):
                workers.submit(TEXTS)()


def test_a_cluster_by_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = map(str, own_certificate(tmp_path))
    own = {"client.cert": certificate, "client.key": key, "ca-file": certificate}
    others = {
        f"{role}.{what}": file
        for role in ("scheduler", "worker")
        for what, file in (("cert", certificate), ("key", key))
    }
    for name, file in {**own, **others}.items():
        name = name.upper().replace(".", "__").replace("-", "_")
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", file)
    encoder = load_encoder()
    here = {f"distributed.comm.tls.{name}": file for name, file in own.items()}
    with dask.config.set(here), scheduler("tls") as address, worker(address):
        assert address.startswith("tls://")
        with open_workers(address, encoder) as workers:
            np.testing.assert_allclose(workers.submit(TEXTS)(), encoder.encode_passages(TEXTS), atol=0.01)


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a self-signed certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(made.public_bytes(pem))
    key_file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return certificate_file, key_file


def test_tls_needs_certificates() -> None:
    with pytest.raises(InputError, match="found no certificates, expected ca-file"):
        open_workers("tls://127.0.0.1:1", load_encoder()).__enter__()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'byline\[dask\]'"):
        open_workers("tcp://127.0.0.1:1", load_encoder()).__enter__()


# What can be asked for


@pytest.mark.parametrize(
    "asked",
    ["0", "-1", "61", "1.5", "many", "tcp://", "tcp://host", "tcp://host:x", "tcp://host:99999", "http://host:8786",
     "tcp://host:8786/path", "tcp://me@host:8786", "tcp://[::1:8786", "host:8786", " 2", ""],
)  # fmt: skip
def test_workers_that_are_none_are_refused_in_a_line(
    asked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["add", str(ROOT / "seeds"), "--workers", asked, "--index", str(tmp_path / "index")]) == 2
    [told] = capsys.readouterr().err.splitlines()
    assert told.startswith("byline: workers: found ")
    assert "expected a number of processes from 1 to 60, or the address of a Dask scheduler such as tcp://" in told
    assert not (tmp_path / "index").exists()


def test_an_encoder_that_is_an_object_is_not_loaded_elsewhere(tmp_path: Path) -> None:
    with Archive(tmp_path / "index", encoder=WordEncoder()) as archive:
        with pytest.raises(InputError, match="found an encoder passed as an object"):
            archive.add(Article("a", "A text."), workers=2)
        assert not archive.folder.exists()


def test_what_embeds_elsewhere_is_loaded_only_when_it_is_asked_for() -> None:
    program = (
        "import sys, byline, byline.archive, byline.indexing.workers\n"
        "print(*{'distributed', 'dask', 'openvino', 'torch', 'byline.indexing.workers.pool'} & sys.modules.keys())"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == ""


# The benchmark


def test_the_benchmark_finds_every_article_once() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "workers.py"), "--articles", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stdout.count("| as expected |") == 5, done.stdout + done.stderr[-2_000:]
