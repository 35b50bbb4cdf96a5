"""Figures as SVG: a picture that can be enlarged without blurring, with its words, source and mark."""

from __future__ import annotations

from collections.abc import Sequence

from halsogap.exporting.formats import Format
from halsogap.exporting.sheet import sheet
from halsogap.figures.figure import Figure


def write(figures: Sequence[Figure]) -> bytes:
    """The picture of one figure.

    Raises
    ------
    ValueError
        There are several, or it has no picture.
    """
    (figure,) = figures
    return sheet(figure).encode("utf-8")


FORMAT = Format("svg", "image/svg+xml", "svg", write, order=4, needs_picture=True)
