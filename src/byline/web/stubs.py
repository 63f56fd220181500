"""Import Gradio without its type stubs, which take a quarter of the time of the import."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_stubs() -> Iterator[None]:
    """Keep Gradio from writing type stubs while it is imported.

    At each import, it parses the source file of every component to write a .pyi file beside it. It writes none for
    components without a source file, so that is how all of them look here.
    """
    getfile = inspect.getfile

    def getfile_except_of_components(item: Any) -> str:
        if type(item).__name__ == "ComponentMeta":
            raise OSError("components need no stubs")
        return getfile(item)

    inspect.getfile = getfile_except_of_components  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile
