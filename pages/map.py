"""The map: women and men side by side, the gap or the total, with panel, legend and table."""

from halsogap.ui.map import page
from halsogap.ui.parts import map_bar
from halsogap.ui.state import selection

map_bar.bar(selection.current()[0], selection.language())
page.explore()
