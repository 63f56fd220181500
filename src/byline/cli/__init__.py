"""The command line: `byline COMMAND`, with each command defined next to its code.

articles.py     add, sync, follow, list, show, edit, remove
watching.py     watch
asking.py       search, ask, timeline
many.py         ask --file and ask --all
alerting.py     alert
provenance.py   verify, trace
serving.py      chat, mcp, demo
configuring.py  config
models.py       model
maintenance.py  doctor, rebuild, backup, restore
measuring.py    feedback, calibrate, eval
logs.py         what a server or a long job logs
options.py      options that commands share
output.py       printing and exit codes
helping.py      help, with its pages in help/; what happens without a command

Exit codes: 0 done, even if no answer was found; 1 something was rejected, refused or failed (a gate, for example) but
the rest was done; 2 usage error.
"""

import argparse
import sys
from collections.abc import Sequence

from byline import __version__
from byline.cli import (
    alerting,
    articles,
    asking,
    configuring,
    helping,
    maintenance,
    measuring,
    models,
    provenance,
    serving,
    watching,
)
from byline.cli.options import Commands, Handler
from byline.cli.output import DONE, FAILED, INTERRUPTED, USAGE, open_output, print_line, silence, tell
from byline.configuration.in_force import Configuration
from byline.errors import BylineError, InputError

_DEFINE = (
    articles.define_add,
    articles.define_sync,
    watching.define_watch,
    articles.define_follow,
    articles.define_list,
    articles.define_show,
    articles.define_edit,
    articles.define_remove,
    asking.define_search,
    asking.define_ask,
    alerting.define_alert,
    provenance.define_verify,
    asking.define_timeline,
    provenance.define_trace,
    serving.define_chat,
    serving.define_mcp,
    serving.define_demo,
    maintenance.define_doctor,
    maintenance.define_rebuild,
    maintenance.define_backup,
    maintenance.define_restore,
    measuring.define_feedback,
    measuring.define_calibrate,
    measuring.define_eval,
    configuring.define_config,
    models.define_model,
    helping.define_help,
)  # in the order of `byline --help`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; report an error in one line.

    Args:
        arguments: Replace the arguments of the process. Without any, prints what to do next.

    Returns:
        The exit code.
    """
    open_output()
    given = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(given or ["help"])
    try:
        code = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        tell("interrupted: articles already added are kept")
        return INTERRUPTED
    except BrokenPipeError:  # whatever reads our output, such as head, has closed it
        silence()
        return DONE
    except OSError as error:
        silence()
        tell(f"output: cannot be written ({error.strerror})")
        return FAILED
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="byline", description="Ask your articles, get answers with their sources.")
    top.add_argument("--version", action="version", version=f"byline {__version__}")
    commands = Commands(top)
    for define in _DEFINE:
        define(commands)
    return top


def _run(options: argparse.Namespace) -> int:
    handler: Handler = options.handler
    debug = False
    try:
        options.configuration = configuration = Configuration(vars(options))
        indexes = configuration.indexes
        options.index = indexes[0] if len(indexes) == 1 else None
        debug = bool(configuration["log.debug"].value)
        with configuration.exported():
            return handler(options)
    except InputError as error:
        return _fail(options, error, str(error), USAGE)
    except BylineError as error:
        return _fail(options, error, str(error), FAILED)
    except OSError as error:
        if error.errno is not None and error.filename is None:  # about the output, not a file or port
            raise
        return _fail(options, error, f"{error.filename}: {error.strerror}" if error.filename else str(error), FAILED)
    except Exception as error:
        if debug:
            raise
        message = f"internal error: {type(error).__name__}: {error} (set BYLINE_DEBUG=1 to see where)"
        return _fail(options, error, message, FAILED)


def _fail(options: argparse.Namespace, error: Exception, message: str, code: int) -> int:
    topic = helping.topic_of(error)
    tell(f"{message} (more: byline help {topic})" if topic else message)
    if options.json:
        print_line({"error": {"kind": type(error).__name__, "message": message}})
    return code
