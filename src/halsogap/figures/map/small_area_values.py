"""What a map of small areas says beside its values: the counts behind them, who lives there, the highest and lowest."""

from __future__ import annotations

import pandas as pd

from halsogap.figures.address import Selection
from halsogap.figures.map.highest_lowest import HighestLowest
from halsogap.model import Indicator, Sex
from halsogap.reading import small_areas
from halsogap.reading.reader import Reader
from halsogap.stats.areal.highest_lowest import highest_lowest, noise_share
from halsogap.stats.intervals import PERCENT
from halsogap.stats.map_view import MapView

LISTED = 3
"""How many areas at each end: as many as fit beside the map."""


def highest_and_lowest(
    reader: Reader, choice: Selection, indicator: Indicator, map_view: MapView, codes: pd.Series
) -> HighestLowest:
    """The highest and lowest areas of one sex's map, whose rows are the areas `codes`, and what chance does to them."""
    sex, values = Sex(map_view.id), map_view.values.set_axis(codes)
    per, counts = counts_behind(reader, choice, indicator, sex)
    counts = counts.reindex(values.index)
    high, low = highest_lowest(values, counts, map_view.national, most=LISTED, per=per)
    living = residents(reader, choice, sex)
    people = living.people if living else counts["denominator"]
    return HighestLowest(
        id=map_view.id,
        high=high,
        low=low,
        people={e.code: float(people[e.code]) for e in (*high, *low) if pd.notna(people.get(e.code))},
        people_year=living.year if living else None,
        noise_share=noise_share(values, counts, per=per),
    )


def counts_behind(reader: Reader, choice: Selection, indicator: Indicator, sex: Sex) -> tuple[float, pd.DataFrame]:
    """What numerator over denominator is multiplied by, and the counts behind the values of the map's areas.

    Only what is a share or a rate rests on its counts; an amount of people or money has no interval of that kind.
    """
    per = indicator.unit.per
    counts = small_areas.counts_of(reader, indicator.slug, choice.level, choice.period or 0, sex)
    return per or PERCENT, counts if per else counts.head(0)


def residents(reader: Reader, choice: Selection, sex: Sex) -> small_areas.Residents | None:
    """How many live in the map's areas; None where nobody has counted them."""
    period = choice.period or 0
    vintage = reader.vintage_of(choice.indicator, choice.level, period)
    return small_areas.residents(reader, choice.level, vintage, period, sex)
