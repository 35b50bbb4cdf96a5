"""Indicators: what the catalogue has, and the publisher's other six thousand to search and add."""

from halsogap.ui.indicators import page

page.show()
