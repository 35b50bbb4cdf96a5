"""Spread: the report's appendix for any two years, and where the distances between areas grow or shrink."""

from halsogap.ui.spread import page

page.compare()
