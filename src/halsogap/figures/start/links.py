"""Where the first page's rows lead: to the view that shows the row's indicator, place and year."""

from __future__ import annotations

from dataclasses import replace

from halsogap.figures.address import encode
from halsogap.figures.figure import Address
from halsogap.figures.start.reading import Reading, Row
from halsogap.model import RIKET_CODE, Level
from halsogap.stats.map_view import View

PAGES = {"gaps": "gap", "best": "development", "worst": "development"}
"""The page that shows a row, by its list."""


def leads_to(reading: Reading, kind: str, row: Row) -> Address:
    """The view of a row of the list `kind`; what the row does not say is as it is wished for."""
    place, wished = reading.place, reading.choices.selection
    selection = replace(
        wished,
        indicator=str(row["indicator"]),
        period=int(row["period"]),
        level=place.level if place.level in (Level.LAN, Level.KOMMUN) else Level.KOMMUN,
        view=View.GAP if kind == "gaps" else wished.view,
        within=RIKET_CODE,
        area=None if reading.choices.is_country else place.code,
    )
    return Address(PAGES[kind], encode(selection))
