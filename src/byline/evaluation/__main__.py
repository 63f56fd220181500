"""`python -m byline.evaluation` is `byline eval`."""

import sys

from byline.cli import main

sys.exit(main(["eval", *sys.argv[1:]]))
