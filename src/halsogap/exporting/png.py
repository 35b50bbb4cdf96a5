"""Figures as PNG: the SVG at twice its size, sharp on a projector and in print."""

from __future__ import annotations

from collections.abc import Sequence

from halsogap.exporting.formats import Format
from halsogap.exporting.sheet import sheet
from halsogap.figures.figure import Figure

SCALE = 2


def write(figures: Sequence[Figure]) -> bytes:
    """The picture of one figure.

    Raises
    ------
    ValueError
        There are several, or it has no picture.
    """
    # Imported here: what draws pictures takes half a second to import, and no page shows one.
    import vl_convert

    (figure,) = figures
    return vl_convert.svg_to_png(sheet(figure), scale=SCALE)


FORMAT = Format("png", "image/png", "png", write, order=3, needs_picture=True)
