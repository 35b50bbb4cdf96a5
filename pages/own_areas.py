"""Own areas: polygons that the visitor uploads or draws get values of the small areas under them."""

from halsogap.ui.own_areas import page

page.show()
