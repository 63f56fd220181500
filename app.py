"""Open the chat page over the archive in index/, filled from seeds/ on first use, or over what BYLINE_INDEX names."""

from pathlib import Path

from byline.web import build_page, open_archives

here = Path(__file__).parent
demo = build_page(open_archives(here / "index", first=here / "seeds"))
if __name__ == "__main__":
    demo.launch()
