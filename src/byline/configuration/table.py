"""Every setting that a flag, the environment or `byline.toml` can set.

The command line, `byline config` and docs/reference/settings.md all follow this list. A setting with a variable is read
from the environment by the code that needs it; the values of the file are passed on the same way, see `in_force.py`.
"""

from dataclasses import dataclass
from typing import Literal

from byline.settings import Settings

Kind = Literal["text", "path", "paths", "whole number", "number", "true or false", "texts"]
_IN_WORDS: dict[Kind, str] = {
    "text": "a text",
    "path": "a path",
    "paths": "a path, or a list of paths",
    "whole number": "a whole number",
    "number": "a number",
    "true or false": "true or false",
    "texts": "a list of texts",
}
Value = str | int | float | bool | tuple[str, ...]

_DEFAULT = Settings()
_ENDLESS = float("inf")
_SHARE, _PORT = (0, 1), (1, 65_535)
_FROM_0, _FROM_1 = (0, _ENDLESS), (1, _ENDLESS)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        section: Its table in `byline.toml`.
        name: Its key in that table.
        kind: The kind of value. A relative `path` in a file starts at the folder of that file; `paths` are one or
            several, separated by commas in the environment.
        says: What it sets, in a few words.
        default: The value if nothing is set; None if there is no fixed default.
        otherwise: What applies if there is no fixed default, in words.
        variable: Its environment variable; empty if none.
        flag: Its command-line flag; empty if none.
        choices: The only valid values; empty if any is valid.
        bounds: The smallest and largest valid number.
        is_secret: Whether its value is never printed.
    """

    section: str
    name: str
    kind: Kind
    says: str
    default: Value | None = None
    otherwise: str = ""
    variable: str = ""
    flag: str = ""
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None
    is_secret: bool = False

    @property
    def key(self) -> str:
        """Its section and name."""
        return f"{self.section}.{self.name}"

    @property
    def destination(self) -> str:
        """The argparse attribute that contains the value of its flag."""
        return self.flag.removeprefix("--").replace("-", "_")

    @property
    def expected(self) -> str:
        """The valid values, in words."""
        if self.choices:
            return " or ".join(self.choices)
        if self.bounds is None:
            return _IN_WORDS[self.kind]
        least, most = self.bounds
        return f"{_IN_WORDS[self.kind]} from {least:g}" + ("" if most == _ENDLESS else f" to {most:g}")


# fmt: off
SETTINGS = (
    Setting("archive", "index", "paths",
            "the folder of the index, or postgresql://user@host/database; `byline chat` serves several",
            "index", variable="BYLINE_INDEX", flag="--index"),
    Setting("archive", "encoder", "text", "the embedding model, by name or path; an index keeps the one it has",
            otherwise="what the index was built with, else all-MiniLM-L6-v2", flag="--encoder"),
    Setting("archive", "passage_tokens", "whole number", "longest passage, in tokens of the encoder",
            otherwise="what the index was built with, else 120", flag="--passage-tokens", bounds=_FROM_1),
    Setting("archive", "passage_overlap", "whole number", "sentences that a passage repeats from the previous one",
            otherwise="what the index was built with, else 1", flag="--passage-overlap", bounds=_FROM_0),
    Setting("archive", "engine", "text", "what runs the built-in networks",
            otherwise="openvino if it is installed", variable="BYLINE_ENGINE", choices=("openvino", "torch")),
    Setting("archive", "cache", "path", "the folder for the large reader's model",
            otherwise="the cache folder of the user", variable="BYLINE_CACHE"),
    Setting("archive", "milvus_token", "text", "gives Byline access to Milvus",
            otherwise="none", variable="BYLINE_MILVUS_TOKEN", is_secret=True),

    Setting("answers", "reader", "text", "small, large, or your own model, by name or path",
            "large", variable="BYLINE_READER", flag="--reader"),
    Setting("answers", "max_risk", "number", "maximum share of wrong answers to accept",
            otherwise="the reader's own threshold", flag="--max-risk", bounds=_SHARE),
    Setting("answers", "min_confidence", "number", "no answer is given below this confidence",
            otherwise="what max_risk requires", bounds=_SHARE),
    Setting("answers", "likely_confidence", "number", "lowest confidence for an answer to be shown as likely",
            otherwise="the reader's own threshold; none if max_risk or min_confidence is set", bounds=_SHARE),
    Setting("answers", "max_answer_sentences", "whole number", "longest answer, in sentences",
            _DEFAULT.max_answer_sentences, bounds=_FROM_1),
    Setting("answers", "max_answer_characters", "whole number", "longest answer, in characters, markers included",
            _DEFAULT.max_answer_characters, bounds=_FROM_1),
    Setting("answers", "max_overview_sentences", "whole number", "longest overview, in sentences",
            _DEFAULT.max_overview_sentences, bounds=_FROM_1),
    Setting("answers", "max_overview_characters", "whole number", "longest overview, in characters",
            _DEFAULT.max_overview_characters, bounds=_FROM_1),
    Setting("answers", "max_seconds", "number", "time limit per question in seconds, not counting waiting",
            _DEFAULT.max_seconds, bounds=_FROM_1),
    Setting("answers", "candidates", "whole number", "passages that each of the two searches finds",
            _DEFAULT.candidates, bounds=_FROM_1),
    Setting("answers", "fusion_constant", "whole number", "the k of reciprocal rank fusion",
            _DEFAULT.fusion_constant, bounds=_FROM_0),
    Setting("answers", "passages_per_article", "whole number", "maximum passages that a search shows from one article",
            _DEFAULT.passages_per_article, bounds=_FROM_1),
    Setting("answers", "passages_read", "whole number", "passages read to answer a question",
            _DEFAULT.passages_read, bounds=_FROM_1),
    Setting("answers", "passages_read_per_article", "whole number", "maximum passages read from one article",
            _DEFAULT.passages_read_per_article, bounds=_FROM_1),

    Setting("answerer", "base_url", "text", "the API of a language model that writes answers",
            otherwise="none: the model is a file, or answers are the articles' own sentences"),
    Setting("answerer", "model", "text", "the server's name for the model, or the path of a file NAME.gguf",
            otherwise="none"),
    Setting("answerer", "api_key_env", "text", "the variable that contains the key", otherwise="none: no key is sent"),
    Setting("answerer", "timeout_seconds", "number", "how long an answer may take", 30.0, bounds=_FROM_0),
    Setting("answerer", "retries", "whole number", "how often to repeat a refused request", 1, bounds=_FROM_0),

    Setting("server", "host", "text", "the address to listen on",
            "127.0.0.1", variable="GRADIO_SERVER_NAME", flag="--host"),
    Setting("server", "port", "whole number", "the port to listen on",
            otherwise="7860, or the next free port", variable="GRADIO_SERVER_PORT", flag="--port", bounds=_PORT),
    Setting("server", "root_path", "text", "the path under which a proxy shows the page, such as /byline",
            otherwise="none", variable="GRADIO_ROOT_PATH"),
    Setting("server", "read_only", "true or false", "accept no files, remove nothing, save nothing",
            False, variable="BYLINE_READ_ONLY", flag="--read-only"),
    Setting("server", "fetch", "true or false", "let the owner add pages by their links",
            False, variable="BYLINE_FETCH", flag="--fetch"),
    Setting("server", "mcp", "true or false", "also be an MCP server", False, flag="--mcp"),
    Setting("server", "user", "text", "the owner's name", otherwise="byline", variable="BYLINE_USER"),
    Setting("server", "password", "text", "the owner's password",
            otherwise="none", variable="BYLINE_PASSWORD", is_secret=True),
    Setting("server", "token", "text", "gives programs access as the owner",
            otherwise="none", variable="BYLINE_TOKEN", is_secret=True),
    Setting("server", "reader_user", "text", "the name for people who may ask and read but not add or remove",
            otherwise="reader", variable="BYLINE_READER_USER"),
    Setting("server", "reader_password", "text", "their password",
            otherwise="none", variable="BYLINE_READER_PASSWORD", is_secret=True),
    Setting("server", "reader_token", "text", "gives programs access to ask and read",
            otherwise="none", variable="BYLINE_READER_TOKEN", is_secret=True),
    Setting("server", "hosts", "texts", "host names the server answers to, besides those of this machine",
            otherwise="none; any if a password or token is set", variable="BYLINE_HOSTS"),
    Setting("server", "trusted_proxies", "texts", "addresses and networks of proxies whose headers are trusted",
            otherwise="none", variable="BYLINE_TRUSTED_PROXIES"),

    Setting("log", "level", "text", "the lowest level that is logged",
            "info", variable="BYLINE_LOG_LEVEL", flag="--log-level", choices=("debug", "info", "warning", "error")),
    Setting("log", "format", "text", "one line per event, for people or as JSON",
            "text", variable="BYLINE_LOG_FORMAT", flag="--log-format", choices=("text", "json")),
    Setting("log", "questions", "true or false", "log the text of questions, not only their length",
            False, variable="BYLINE_LOG_QUESTIONS", flag="--log-questions"),
    Setting("log", "debug", "true or false", "show where an internal error occurred", False, variable="BYLINE_DEBUG"),
)  # in the order in which `byline config` prints them
# fmt: on
BY_KEY = {setting.key: setting for setting in SETTINGS}
SECTIONS = tuple(dict.fromkeys(setting.section for setting in SETTINGS))
