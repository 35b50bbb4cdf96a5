"""The map's table as a file: one row an area, with everything a reader needs to quote it."""

from __future__ import annotations

import pandas as pd

from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Indicator, Sex, Status
from halsogap.stats.gap.measure import Measure, gender_gap
from halsogap.stats.map_view import MapView

NAMES = {Sex.K: "women", Sex.M: "men", Sex.T: "total"}


def area_rows(
    table: pd.DataFrame, by_sex: list[MapView], indicator: Indicator, period: int, words: Words
) -> pd.DataFrame:
    """The areas with women, men, total, gap and ranks, named in the user's language.

    Parameters
    ----------
    table
        One row an area: `code`, `name`, `parent`, and `K`, `M`, `T` with their statuses.
    by_sex
        The map views of women, men and total, for their ranks; rows as in `table`.

    Returns
    -------
    DataFrame
        One row an area; a value that is missing is empty, and the remark says why.
    """
    parents = {code: place.name for code, place in area_index().items()}
    of_sexes = [map_view for map_view in by_sex if Sex(map_view.id) in indicator.sexes]
    frame = pd.DataFrame(
        {
            words("export.code"): table["code"],
            words("export.area"): table["name"],
            words("export.county"): table["parent"].map(parents).where(table["parent"] != "0000", ""),
            words("export.indicator"): words.of(indicator.name),
            words("export.year"): period,
            words("export.unit"): words.unit(indicator),
        }
    )
    for map_view in of_sexes:
        frame[words(f"export.{NAMES[Sex(map_view.id)]}")] = map_view.values
    if indicator.by_sex:
        for measure in Measure:
            frame[words(f"export.gap_{measure}")] = gender_gap(table["K"], table["M"], measure)
    for map_view in of_sexes:
        frame[words(f"export.rank_{NAMES[Sex(map_view.id)]}")] = map_view.ranks
    by_area = zip(*(map_view.status for map_view in of_sexes), strict=True)
    frame[words("export.status")] = [_remark(statuses, of_sexes, words) for statuses in by_area]
    return frame


def _remark(statuses: tuple[str, ...], views: list[MapView], words: Words) -> str:
    """Why a value is not there, sex by sex; empty where all are."""
    texts = [
        f"{words(f'sex.{map_view.id.lower()}')}: {words(f'status.{status}')}"
        for map_view, status in zip(views, statuses, strict=True)
        if status != Status.VALUE
    ]
    return "; ".join(texts)
