"""Open the chat over the articles in index/, which begins with those in seeds/."""

from pathlib import Path

from byline.web import build_page, open_archive

here = Path(__file__).parent
demo = build_page(open_archive(here / "index", first=here / "seeds"))
if __name__ == "__main__":
    demo.launch()
