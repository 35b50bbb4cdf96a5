"""The rows behind the scatter: one area each, with its gap and how sure it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.gap.measure import Measure, gender_gap
from halsogap.stats.intervals import Interval


def gap_rows(
    table: pd.DataFrame,
    intervals: Mapping[Measure, Mapping[str, Interval | None]],
    marked: Collection[str],
    indicator: Indicator,
    period: int,
    words: Words,
) -> pd.DataFrame:
    """The rows under the language's own column names, the marked areas first.

    Parameters
    ----------
    table
        One row an area: `code`, `name`, `parent`, `K`, `M`.
    intervals
        The gap's interval by measure and area; no columns of limits where no area has any.
    marked
        The codes of the areas that are marked in the scatter.
    """
    parents = {code: place.name for code, place in area_index().items()}
    frame = pd.DataFrame(
        {
            words("export.code"): table["code"],
            words("export.area"): table["name"],
            words("export.county"): table["parent"].map(parents).where(table["parent"] != "0000", ""),
            words("export.indicator"): words.of(indicator.name),
            words("export.year"): period,
            words("export.unit"): words.unit(indicator),
            words("export.women"): table["K"],
            words("export.men"): table["M"],
        }
    )
    for measure in Measure:
        frame[words(f"export.gap_{measure}")] = gender_gap(table["K"], table["M"], measure)
        known = intervals.get(measure, {})
        if any(known.values()):
            limits = [known.get(code) for code in table["code"]]
            frame[words(f"gap.lower_{measure}")] = [limit.lower if limit else None for limit in limits]
            frame[words(f"gap.upper_{measure}")] = [limit.upper if limit else None for limit in limits]
    if not marked:
        return frame
    inside = table["code"].isin(list(marked))
    yes = words("gap.yes")
    frame.insert(2, words("gap.marked"), inside.map({True: yes, False: ""}))
    return frame.loc[inside.sort_values(ascending=False, kind="stable").index]
