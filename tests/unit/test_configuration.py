"""Settings: whether flag, environment or file wins, what is refused, and that the documentation lists them all."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from support import ROOT

from byline import InputError, cli, web
from byline.configuration.in_force import Configuration
from byline.configuration.table import BY_KEY, SETTINGS
from byline.settings import AnswererSettings, Settings
from byline.web.archives import Archives

ANSWERER = AnswererSettings("http://localhost:11434/v1", "llama", retries=0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "byline.toml"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        if setting.variable:
            monkeypatch.delenv(setting.variable, raising=False)


def configured(file: Path, **environment: str) -> Configuration:
    return Configuration({"config": str(file)}, environment)


# Which one wins


def test_a_flag_is_before_the_environment_before_the_file_before_the_default(file: Path) -> None:
    file.write_text('[answers]\nreader = "large"\nmax_risk = 0.2\n[server]\nport = 9000')
    flags = {"config": str(file), "reader": "small", "host": None, "read_only": False}
    found = Configuration(flags, {"BYLINE_READER": "other", "GRADIO_SERVER_PORT": "9100", "BYLINE_USER": ""})
    seen = {key: (found[key].value, found[key].origin, found[key].by) for key in BY_KEY}
    assert seen["answers.reader"] == ("small", "flag", "--reader")
    assert seen["server.port"] == (9100, "environment", "GRADIO_SERVER_PORT")
    assert seen["answers.max_risk"] == (0.2, "file", str(file))
    assert seen["server.host"] == ("127.0.0.1", "default", "")
    assert seen["server.read_only"] == (False, "default", "")
    assert seen["server.user"] == (None, "default", "")


def test_a_flag_of_nothing_is_a_flag(file: Path) -> None:
    file.write_text("[answers]\nmax_risk = 0.2")
    assert Configuration({"config": str(file), "max_risk": 0.0}, {}).settings.max_risk == 0.0


def test_the_file_is_named_or_in_the_folder_of_the_index_never_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in (".", "index", "named", "variable"):
        (tmp_path / place).mkdir(exist_ok=True)
        (tmp_path / place / "byline.toml").write_text("")
    named, variable = str(tmp_path / "named/byline.toml"), str(tmp_path / "variable/byline.toml")
    assert Configuration({}, {}).file == Path("index/byline.toml")
    assert Configuration({"index": "elsewhere"}, {}).file is None
    assert Configuration({}, {"BYLINE_INDEX": "elsewhere"}).file is None
    assert Configuration({"index": "postgresql://host/index"}, {}).file is None
    assert Configuration({}, {"BYLINE_CONFIG": variable}).file == Path(variable)
    assert Configuration({"config": named}, {"BYLINE_CONFIG": variable}).file == Path(named)


def test_paths_of_a_file_start_at_its_folder(file: Path) -> None:
    file.write_text('[archive]\nindex = "archive/index"\ncache = "~/models"')
    found = configured(file)
    assert found["archive.index"].value == str(file.parent / "archive" / "index")
    assert found["archive.cache"].value == str(Path.home() / "models")
    file.write_text('[archive]\nindex = "postgresql://user@host/byline"')
    assert configured(file)["archive.index"].value == "postgresql://user@host/byline"


def test_settings_are_those_of_the_file_and_what_reads_the_environment_finds_them_there(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(
        '[archive]\nencoder = "own"\nengine = "torch"\n[answers]\nreader = "small"\nmax_answer_sentences = 2\n'
        '[answerer]\nbase_url = "http://localhost:11434/v1"\nmodel = "llama"\nretries = 0\n'
        '[server]\nread_only = true\nhosts = ["a.example", "b.example"]\ntoken = "of the file"\n[log]\ndebug = false'
    )
    found = configured(file)
    assert found.archive_settings == Settings(encoder="own", max_answer_sentences=2)
    assert found.settings == Settings(encoder="own", max_answer_sentences=2, answerer=ANSWERER)
    monkeypatch.setenv("BYLINE_TOKEN", "set before")
    before = dict(os.environ)
    with found.exported():
        assert {name: os.environ[name] for name in os.environ.keys() - before.keys()} == {
            "BYLINE_ENGINE": "torch",
            "BYLINE_READER": "small",
            "BYLINE_READ_ONLY": "1",
            "BYLINE_HOSTS": "a.example,b.example",
            "BYLINE_DEBUG": "",
        }
        assert os.environ["BYLINE_TOKEN"] == "set before"
    assert dict(os.environ) == before


# What is refused


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[answerer", "not TOML"),
        ("index = 3", "found index outside a table, expected [archive], [answers], [answerer], [server], [log]"),
        ("[answer]\nreader = 'small'", "found [answer], expected [archive], "),
        ("[log]\nfile = 'x'", "[log]: found file, expected level, format, questions, debug"),
        ("[log]\nlevel = 'loud'", "[log] level: found 'loud', expected debug or info or warning or error"),
        ("[answers]\nmax_risk = 2", "[answers] max_risk: found 2, expected a number from 0 to 1"),
        ("[answers]\npassages_read = 0", "passages_read: found 0, expected a whole number from 1"),
        ("[answers]\npassages_read = 4.5", "passages_read: found 4.5, expected a whole number from 1"),
        ("[answers]\nreader = true", "reader: found True, expected a text"),
        ("[answers]\nreader = ' '", "reader: found ' ', expected a text"),
        ("[archive]\nindex = ['a', 3]", "index: found ['a', 3], expected a path, or a list of paths"),
        ("[server]\nport = 70000", "port: found 70000, expected a whole number from 1 to 65535"),
        ("[server]\nport = true", "port: found True, expected a whole number from 1 to 65535"),
        ("[server]\nhosts = 'a'", "hosts: found 'a', expected a list of texts"),
        ("[server]\nhosts = ['a,b']", "hosts: found ['a,b'], expected a list of texts"),
        ("[server]\nread_only = 'yes'", "read_only: found 'yes', expected true or false"),
        ("[server]\npassword = 12345", "password: found another value, expected a text"),
        (
            '[answerer]\nbase_url = "http://x/v1"',
            "expected a table [answerer] with model, and base_url unless the model is a file",
        ),
        ('[answerer]\nmodel = "llama3.2"', "llama3.2', expected a file NAME.gguf"),
        ('[answerer]\nbase_url = "x"\nmodel = "m"', "found the base_url 'x', expected http"),
        ('[answerer]\nbase_url = "http://x"\nmodel = "m"\nkey = "k"', "found key, expected base_url, model"),
        ('[answerer]\nbase_url = "http://me:secret@x"\nmodel = "m"', "expected a URL without a password"),
        ('[answerer]\nbase_url = "http://x"\nmodel = 3', "model: found 3, expected a text"),
        ('[answerer]\nbase_url = "http://x"\nmodel = "m"\ntimeout_seconds = 0', "above 0"),
    ],
)
def test_a_file_that_is_wrong_is_told_in_one_line(file: Path, text: str, message: str) -> None:
    file.write_text(text)
    with pytest.raises(InputError) as error:
        configured(file).settings  # noqa: B018 - a property
    assert message in str(error.value)
    assert str(error.value).startswith(str(file))
    assert "\n" not in str(error.value)
    assert "12345" not in str(error.value)


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        configured(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not TOML in UTF-8"):
        configured(file)


def test_a_file_in_the_index_cannot_name_another(tmp_path: Path) -> None:
    (tmp_path / "byline.toml").write_text('[archive]\nindex = "other"')
    with pytest.raises(InputError, match="found index in a file that is in the index itself"):
        Configuration({"index": str(tmp_path)}, {})


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("BYLINE_READ_ONLY", "maybe", "BYLINE_READ_ONLY: found 'maybe', expected 1 or 0"),
        ("GRADIO_SERVER_PORT", "http", "found 'http', expected a whole number from 1 to 65535"),
        ("BYLINE_LOG_FORMAT", "xml", "found 'xml', expected text or json"),
    ],
)
def test_a_variable_that_is_wrong_is_told_where_it_is_needed(variable: str, value: str, expected: str) -> None:
    found = Configuration({}, {variable: value})
    assert found.settings == Settings()
    with pytest.raises(InputError, match=re.escape(expected)):
        found.all()


# The command


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main([*arguments, "--index", str(tmp_path / "index")])
        return code, *capsys.readouterr()

    return run_command


def test_what_is_in_force_is_printed_as_a_file_that_means_the_same(
    run: Callable[..., tuple[int, str, str]], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('[answers]\nmax_risk = 0.2\n[server]\npassword = "very secret"\nhosts = ["a.example"]')
    file.chmod(0o644)
    monkeypatch.setenv("BYLINE_TOKEN", "very secret, too")
    code, out, err = run("config", "--config", str(file), "--reader", "small", "--read-only")
    assert code == 0
    assert "very secret" not in out + err
    for line in (
        f"# settings file: {file}",
        'reader = "small"  # flag --reader',
        "read_only = true  # flag --read-only",
        f"max_risk = 0.2  # file {file}",
        'token = "********"  # environment BYLINE_TOKEN',
        "# min_confidence: what max_risk requires",
    ):
        assert line in out.splitlines()
    assert f"{file}: contains a password or token that others can read: run chmod 600 on it" in err
    file.chmod(0o600)
    again = tmp_path / "again.toml"
    again.write_text(re.sub(r"^index = .*$", "", out, flags=re.MULTILINE))
    code, out, err = run("config", "--config", str(again))
    assert (code, "********" in out, f"max_risk = 0.2  # file {again}" in out) == (0, True, True)


def test_what_is_in_force_is_printed_as_json(run: Callable[..., tuple[int, str, str]], file: Path) -> None:
    file.write_text('[server]\nuser = "me"\npassword = "very secret"')
    code, out, _ = run("config", "--config", str(file), "--json")
    printed = json.loads(out)
    assert (code, printed["file"], len(printed["settings"])) == (0, str(file), len(SETTINGS))
    by_name = {one["name"]: one for one in printed["settings"]}
    assert by_name["user"] == {"section": "server", "name": "user", "value": "me", "from": "file", "by": str(file)}
    assert by_name["password"]["value"] == "********"
    assert by_name["max_risk"]["value"] is None


def test_every_command_refuses_a_file_that_is_wrong(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "byline.toml").write_text("[log]\nlevel = 3")
    code, out, err = run("list", "--json")
    assert code == 2
    assert err.count("\n") == 1
    assert "byline.toml, [log] level: found 3, expected debug or info" in err
    assert json.loads(out)["error"]["kind"] == "InputError"


def test_the_page_is_served_as_the_file_says(
    run: Callable[..., tuple[int, str, str]], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[object] = []

    def serve(archives: Archives, *, log: object, **options: object) -> None:
        names = ("host", "port", "with_tools", "read_only")
        served.extend(
            (archives.first.settings.max_risk, *(options[name] for name in names), os.environ["BYLINE_TOKEN"])
        )

    monkeypatch.setitem(vars(web), "serve", serve)  # else it would be loaded on first use
    file.write_text('[answers]\nmax_risk = 0.2\n[server]\nport = 9000\nmcp = true\ntoken = "of-the-file"')
    assert run("chat", "--config", str(file), "--host", "::1")[0] == 0
    assert served == [0.2, "::1", 9000, True, False, "of-the-file"]
    monkeypatch.setenv("GRADIO_SERVER_PORT", "9100")  # Gradio reads it directly
    assert run("chat", "--config", str(file), "--read-only")[0] == 0
    assert served[6:] == [0.2, None, None, True, True, "of-the-file"]


# What is documented


def test_every_setting_of_an_archive_can_be_set() -> None:
    names = {setting.name for setting in SETTINGS if setting.section in ("archive", "answers")}
    assert {field.name for field in fields(Settings)} - names == {"answerer"}
    answerer = {setting.name for setting in SETTINGS if setting.section == "answerer"}
    assert answerer == {field.name for field in fields(AnswererSettings)}


def test_every_default_is_the_one_that_the_code_has() -> None:
    defaults = Settings()
    for setting in SETTINGS:
        if setting.section in ("archive", "answers") and setting.name in Settings.__dataclass_fields__:
            default = getattr(defaults, setting.name)
            assert setting.default == default or default is None
        assert (setting.default is None) == bool(setting.otherwise)


def test_every_variable_that_the_code_reads_is_a_setting() -> None:
    read = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"\bBYLINE_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8"))
    }
    assert read - {setting.variable for setting in SETTINGS} == {"BYLINE_CONFIG"}
