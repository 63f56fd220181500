"""Plot measurements as SVG; needs `pip install matplotlib`, unlike everything else here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

_STYLE = {"svg.fonttype": "none", "svg.hashsalt": "byline", "font.size": 9.0, "axes.spines.top": False}
_STYLE |= {"axes.spines.right": False}
_METADATA = {"Date": None}  # the same figures give the same file


def growth(file: Path, sizes: Sequence[int], panels: Mapping[str, Mapping[str, Sequence[float]]]) -> None:
    """Plot panels of curves over the number of passages, with both axes logarithmic.

    Args:
        file: The file to write.
        sizes: The numbers of passages.
        panels: For each axis title the curves by name, with a value for each size.
    """
    import matplotlib.pyplot as plt

    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(1, len(panels), figsize=(4.2 * len(panels), 3.2), layout="constrained")
        for axis, (title, curves) in zip(axes, panels.items(), strict=True):
            for name, values in curves.items():
                axis.loglog(sizes, values, marker="o", markersize=3.5, label=name)
            axis.set(xlabel="passages", title=title)
            axis.legend(frameon=False)
        figure.savefig(file, metadata=_METADATA)


def bars(file: Path, panels: Mapping[str, Mapping[str, float]]) -> None:
    """Plot a panel of labelled horizontal bars for each title."""
    import matplotlib.pyplot as plt

    with plt.rc_context(_STYLE):
        figure, axes = plt.subplots(1, len(panels), figsize=(4.2 * len(panels), 2.4), layout="constrained")
        for axis, (title, values) in zip(axes, panels.items(), strict=True):
            drawn = axis.barh(list(values), list(values.values()))
            axis.bar_label(drawn, fmt="{:,.3g}", padding=3)
            axis.margins(x=0.2)
            axis.invert_yaxis()
            axis.set(title=title)
        figure.savefig(file, metadata=_METADATA)
