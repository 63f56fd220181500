"""Nothing that is loaded runs code: no pickle, no code from a model, no process, no connection beyond this machine."""

import ast
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, SEEDS
from test_own_model import made

CODE = [ROOT / "app.py", *(file for part in ("src", "training", "benchmarks") for file in (ROOT / part).rglob("*.py"))]
UNSAFE_MODULES = {"pickle", "cPickle", "_pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}
UNSAFE_CALLS = {"eval", "exec", "torch.load", "os.system", "os.popen", "yaml.unsafe_load", "yaml.full_load"}


def unsafe(source: str) -> list[str]:
    """Return the names in a program that could execute what they read."""
    found, tree = [], ast.parse(source)
    loaders = {"yaml.SafeLoader", "yaml.CSafeLoader", "SafeLoader"}
    loaders |= {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and loaders & set(map(ast.unparse, node.bases))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in UNSAFE_MODULES]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [name for name in names if name.split(".")[0] in UNSAFE_MODULES or name in UNSAFE_CALLS]
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            options = {word.arg: ast.unparse(word.value) for word in node.keywords}
            if called in UNSAFE_CALLS:
                found.append(called)
            given = {*map(ast.unparse, node.args), *options.values()}
            if called in {"yaml.load", "yaml.load_all"} and not loaders & given:
                found.append(called)
            found += [
                name for name in ("allow_pickle", "trust_remote_code", "shell") if options.get(name, "False") != "False"
            ]
            if called.endswith(".from_pretrained") and options.get("trust_remote_code") is None and "Auto" in called:
                found.append(f"{called} without trust_remote_code=False")
            if called == "CrossEncoder" and options.get("model_kwargs") is None:
                found.append(f"{called} without use_safetensors")
    return found


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_program_runs_what_it_reads(file: Path) -> None:
    assert unsafe(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "import os, joblib.numpy_pickle",
        "from dill import loads",
        "from torch import load",
        "import torch\ntorch.load('x')",
        "eval('1')",
        "np.load('x', allow_pickle=True)",
        "np.load('x', allow_pickle=given)",
        "M.from_pretrained('x', trust_remote_code=True)",
        "AutoTokenizer.from_pretrained('x')",
        "yaml.load(text)",
        "subprocess.run('ls', shell=True)",
    ],
)
def test_what_would_run_it_is_seen(source: str) -> None:
    assert unsafe(source) != []


def test_the_models_that_are_shipped_are_safetensors() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    risky = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npz", ".h5", ".onnx", ".pyc", ".so")
    assert [file for file in kept if file.endswith(risky)] == []
    assert any(file.endswith(".safetensors") for file in kept)


# Processes that report what they did

WATCHED = """
import json, os, sys, traceback

seen, given = [], [os.path.realpath(folder) for folder in json.loads(sys.argv.pop(1))]

def inside(name):
    return isinstance(name, str) and any(os.path.realpath(name).startswith(folder) for folder in given)

def watch(event, arguments):
    if event in {"pickle.find_class", "os.system", "os.exec", "os.posix_spawn", "os.fork", "marshal.loads"}:
        if event != "marshal.loads" or not any("importlib" in frame.filename for frame in traceback.extract_stack(limit=9)):
            seen.append([event, str(arguments)[:200]])
    elif event == "subprocess.Popen":
        seen.append([event, " ".join(map(str, arguments[1]))])
    elif event == "socket.connect":
        seen.append([event, str(arguments[1])])
    elif event == "compile" and inside(str(arguments[1])):
        seen.append([event, str(arguments[1])])
    elif event == "exec" and inside(arguments[0].co_filename):
        seen.append([event, arguments[0].co_filename])
    elif event == "import" and inside(str(arguments[1])):
        seen.append([event, str(arguments[1])])

sys.addaudithook(watch)
if sys.argv[1] == "unpickle":
    import pickle
    pickle.loads(open(sys.argv[2], "rb").read())
    code = 0
else:
    from byline.cli import main
    code = main(sys.argv[1:])
print(json.dumps(seen), file=sys.stderr)
sys.exit(code)
"""


def watched(folders: list[Path], *arguments: str, **environment: str) -> tuple[int, list[list[str]], str, str]:
    """Run a command; return its exit code, the watched events, its output and its errors."""
    given = json.dumps([str(folder) for folder in folders])
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED, given, *arguments],
        env={**os.environ, "HF_HUB_OFFLINE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    *said, seen = ended.stderr.splitlines() or [""]
    assert seen.startswith("["), ended.stderr[-2000:]
    return ended.returncode, json.loads(seen), ended.stdout, "\n".join(said)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_an_archive_is_filled_and_asked_without_running_anything(tmp_path: Path, engine: str) -> None:
    """Encoder, reader and every cache are opened; only the child that reads files is started, and only by `add`."""
    index = tmp_path / "index"
    for arguments in (["add", str(SEEDS)], ["ask", "When does Hong Kong's stablecoin law take effect?"]):
        code, seen, _, said = watched([index, SEEDS], *arguments, "--index", str(index), BYLINE_ENGINE=engine)
        assert code == 0, said
        children = [what for event, what in seen if event == "subprocess.Popen" and "byline.ingest.child" in what]
        rest = [one for one in seen if one[1] not in children]
        assert rest == []
        assert len(children) == (arguments[0] == "add")


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.file,)  # type: ignore[return-value]


def test_the_watch_sees_a_pickle(tmp_path: Path) -> None:
    """Shows that the tests around it can fail: unpickling does write the canary."""
    file, canary = tmp_path / "a.pkl", tmp_path / "canary"
    file.write_bytes(pickle.dumps(Canary(canary)))
    _, seen, _, _ = watched([tmp_path], "unpickle", str(file))
    assert any(event == "pickle.find_class" for event, _ in seen)
    assert canary.exists()


def model_with_code(folder: Path, kind: str, canary: Path, *, pickled: bool) -> str:
    """Write a model whose configuration, tokenizer and modules name code of their own, which writes a canary."""
    made(folder, kind)
    (folder / "evil.py").write_text(f"import pathlib\npathlib.Path({str(canary)!r}).touch()\nclass Evil: pass\n")
    config = json.loads((folder / "config.json").read_text())
    named = {f"Auto{what}": "evil.Evil" for what in ("Config", "Model", "ModelForQuestionAnswering")}
    config |= {"auto_map": named, "model_type": "evil"} if not pickled else {"auto_map": named}
    (folder / "config.json").write_text(json.dumps(config))
    if pickled:
        (folder / "model.safetensors").unlink()
        (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Canary(canary)))
    return str(folder)


@pytest.mark.slow
@pytest.mark.parametrize("pickled", [True, False], ids=["a pickle", "code of its own"])
@pytest.mark.parametrize(
    ("what", "kind"),
    [("encoder", "BertModel"), ("reader", "BertModel"), ("reader", "BertForQuestionAnswering")],
    ids=["encoder", "reader of sentences", "reader of spans"],
)
def test_a_model_that_would_run_code_is_refused(
    tmp_path: Path, seeds_index: Path, what: str, kind: str, pickled: bool
) -> None:
    canary = tmp_path / "canary"
    name = model_with_code(tmp_path / "model", kind, canary, pickled=pickled)
    index = tmp_path / "index" if what == "encoder" else seeds_index
    arguments = ["add", str(SEEDS)] if what == "encoder" else ["ask", "When does the law take effect?"]
    code, seen, _, said = watched([Path(name)], *arguments, f"--{what}", name, "--index", str(index))
    assert not canary.exists()
    assert not any(event in {"pickle.find_class", "exec", "compile", "import"} for event, _ in seen)
    assert code != 0
    told = [line for line in said.splitlines() if line.startswith("byline")]
    assert len(told) == 1, said
    assert f"{what} {name!r}" in told[0]
