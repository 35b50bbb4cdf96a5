"""Development: a place's line through the years, among its county, the country, its similar places and all of them."""

from halsogap.ui.development import page

page.explore()
