"""`python -m byline.evaluation` is `byline eval`."""

import runpy
import sys

sys.argv.insert(1, "eval")
runpy.run_module("byline", run_name="__main__")
