"""Run `byline eval` by `python -m byline.evaluation`."""

import runpy
import sys

sys.argv.insert(1, "eval")
runpy.run_module("byline", run_name="__main__")
