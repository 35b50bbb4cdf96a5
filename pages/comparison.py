"""Comparison: one indicator and year against another, and the places that do better than their conditions predict."""

from halsogap.ui.comparison import page
from halsogap.ui.parts import map_bar
from halsogap.ui.state import selection

map_bar.bar(selection.current()[0], selection.language(), page.SHARED)
page.explore()
