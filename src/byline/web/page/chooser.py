"""The archive chooser in the rail: a link to the page of each archive, if several are served."""

from byline.web.archives import Archives, Served
from byline.web.page.render import escape


def chooser_html(archives: Archives, present: Served) -> str:
    """Draw the chooser; nothing if only one archive is served.

    Links are relative, so that they also work behind a proxy.

    Args:
        archives: The archives being served.
        present: The archive of the current page.
    """
    items = "".join(
        f'<li><a href="{one.page or "./"}"{" aria-current=page" if one == present else ""}>{escape(one.name)}</a></li>'
        for one in archives.named
    )
    return f'<nav id="byline-archives" aria-label="Archives"><ul>{items}</ul></nav>' if items else ""
