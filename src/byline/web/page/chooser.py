"""The chooser in the rail, where several archives are served: a link to the page of each."""

from byline.web.archives import Archives, Served
from byline.web.page.render import escape


def chooser_html(archives: Archives, present: Served) -> str:
    """Draw the chooser; nothing where one archive alone is served.

    Args:
        archives: What is served.
        present: The one whose page it is on. The links are relative to any of the pages: they hold behind a proxy, too.
    """
    items = "".join(
        f'<li><a href="{one.page or "./"}"{" aria-current=page" if one == present else ""}>{escape(one.name)}</a></li>'
        for one in archives.named
    )
    return f'<nav id="byline-archives" aria-label="Archives"><ul>{items}</ul></nav>' if items else ""
