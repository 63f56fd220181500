"""How Sphinx builds the documents; see CONTRIBUTING.md."""

import re
from pathlib import Path

from sphinx.application import Sphinx

from byline import __version__

project = "Byline"
author = "The Byline authors"
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # examples of JSON leave out what does not matter

html_theme = "furo"
html_title = "Byline"
html_copy_source = False

_HERE = Path(__file__).parent
_LINK = re.compile(r"\]\((?P<to>\.\./[^)#\s]+\.md)(#[^)\s]*)?\)")


def _offer_files_beside_the_documents(app: Sphinx, name: str, source: list[str]) -> None:
    """Turn links to Markdown outside of docs/, which is no page here, into downloads; on GitHub they are links."""
    folder = (_HERE / name).parent

    def replaced(link: re.Match[str]) -> str:
        is_page = (folder / link["to"]).resolve().is_relative_to(_HERE)
        return link[0] if is_page else f"](path:{link['to']})"

    source[0] = _LINK.sub(replaced, source[0])


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("source-read", _offer_files_beside_the_documents)
