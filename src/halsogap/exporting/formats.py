"""The formats that figures can be taken along in: one module of this folder each, found by its `FORMAT`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from halsogap import exporting
from halsogap.figures.figure import Figure


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    id
        Names it, also in the texts (`download.csv`, `download.help_csv`).
    media, suffix
        The media type, and how the file's name ends.
    write
        Makes the file of one or several figures.
    order
        Where it stands among the others in a menu.
    needs_picture
        Whether it can only be made of a figure with a picture.
    """

    id: str
    media: str
    suffix: str
    write: Callable[[Sequence[Figure]], bytes]
    order: int
    needs_picture: bool = False

    def fits(self, figure: Figure) -> bool:
        """Whether the figure can be taken along in this format."""
        return figure.picture is not None or not self.needs_picture


@cache
def formats() -> tuple[Format, ...]:
    """All formats, in the order of a menu: adding one is adding its module and its words."""
    modules = (
        importlib.import_module(f"{exporting.__name__}.{m.name}") for m in pkgutil.iter_modules(exporting.__path__)
    )
    listed = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return tuple(sorted(listed, key=lambda each: each.order))
