"""The gender gap: women against men, on the map, in numbers, through the years, and where it is largest of all."""

from halsogap.ui.gap import page
from halsogap.ui.parts import map_bar
from halsogap.ui.state import selection

map_bar.bar(selection.current()[0], selection.language(), map_bar.GAP_PARTS)
page.explore()
