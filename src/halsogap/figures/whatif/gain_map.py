"""The gains on the map: what each area would gain, in number or per 1 000."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from halsogap.figures.map.drawing import Drawing
from halsogap.figures.provenance import Provenance
from halsogap.figures.whatif.reading import Reading, name_of
from halsogap.figures.whatif.sentences import noun_of
from halsogap.geography import codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Better, Status, Text
from halsogap.stats.classes import Scheme, classify
from halsogap.stats.map_view import MapView, View
from halsogap.stats.ranks import rank
from halsogap.units import Unit


def map_title(reading: Reading, words: Words) -> str:
    """What the map shows: "Vinst i antal"."""
    return words("whatif.map_title_per_1000" if reading.choices.measure == "per_1000" else "whatif.map_title")


def gain_drawing(reading: Reading, source: Provenance, words: Words) -> Drawing:
    """What the map draws: one map view of all areas of the level; those that take no part have no value."""
    by, title = reading.choices.measure, map_title(reading, words)
    area_codes = list(codes(reading.level))
    gains = reading.rows.set_index("area")[by].reindex(area_codes).reset_index(drop=True)
    status = pd.Series(np.where(gains.notna(), Status.VALUE, Status.MISSING))
    # Rank 1 is the most to gain. The whole is a sum, which no area's gain can be set beside on one scale.
    map_view = MapView(str(reading.question.sex), gains, status, rank(gains, Better.HIGHER), float("nan"))
    decimals = 1 if by == "per_1000" else 0
    return Drawing(
        replace(reading.choice, view=View.TOTAL, scheme=Scheme.QUANTILES, within=RIKET_CODE),
        replace(reading.indicator, name=Text(title, title), unit=Unit.NUMBER, decimals=decimals),
        pd.DataFrame({"code": area_codes, "name": [name_of(code) for code in area_codes]}),
        (map_view,),
        classify(gains, Scheme.QUANTILES),
        source,
        title=title,
        beside=noun_of(reading, words),
    )
