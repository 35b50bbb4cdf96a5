"""The gap's development: the chosen place and the country as lines, the middle eighty per cent of areas as a band."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.gap import Measure
from halsogap.stats.gap_series import in_runs
from halsogap.views.charts import ACCENT, INK, PALE, QUIET
from halsogap.views.class_labels import decimals_of

HEIGHT = 300


def gap_years(
    lines: Mapping[str, Mapping[int, float]],
    band: pd.DataFrame,
    indicator: Indicator,
    measure: Measure,
    words: Words,
    *,
    marked: int | None = None,
) -> alt.LayerChart:
    """The chart.

    Parameters
    ----------
    lines
        The gap by year, by the name of the place: the whole first (dashed), then the chosen place where there is one.
    band
        `period`, `low`, `high`, as `gap_series.gap_band` gives.
    indicator, measure, words
        What is shown, how, in whose language. Breaks of the indicator break lines and band.
    marked
        The year that the scatter shows.
    """
    runs = pd.concat(
        [in_runs(values, indicator).assign(place=name) for name, values in lines.items()], ignore_index=True
    )
    number = f"{'+' if measure is Measure.DIFF else ''},.{decimals_of(indicator, str(measure))}f"
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False))
    difference = measure is Measure.DIFF
    title = words(f"unit.{indicator.unit}.diff") if difference else words("map.ratio_unit")
    y = alt.Y(
        "value:Q",
        title=title,
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=",~f" if difference else ".2~f"),
    )
    none = alt.Chart(pd.DataFrame({"value": [0.0 if difference else 1.0]})).mark_rule(color=QUIET).encode(y=y)
    layers: list[alt.Chart] = [none]
    if len(band):
        low = in_runs(dict(zip(band["period"], band["low"], strict=True)), indicator)
        high = in_runs(dict(zip(band["period"], band["high"], strict=True)), indicator)
        area = alt.Chart(low.assign(high=high["value"])).mark_area(color=PALE, opacity=0.4)
        layers.append(area.encode(x=x, y=y, y2="high:Q", detail="run:N"))
    years = [broken.year - 0.5 for broken in indicator.breaks if runs["year"].min() < broken.year <= runs["year"].max()]
    if years:
        rule = alt.Chart(pd.DataFrame({"year": years})).mark_rule(color=QUIET, strokeDash=[2, 3])
        layers.append(rule.encode(x=x))
    names = list(lines)
    colours, dashes = [INK, ACCENT][: len(names)], [[5, 4], [1, 0]][: len(names)]
    base = alt.Chart(runs).encode(
        x=x,
        y=y,
        color=alt.Color("place:N", title=None, scale=alt.Scale(domain=names, range=colours)),
        detail="run:N",
        tooltip=[
            alt.Tooltip("place:N", title=words("gap.area")),
            alt.Tooltip("year:Q", title=words("export.year"), format="d"),
            alt.Tooltip("value:Q", title=words("panel.gap"), format=number),
        ],
    )
    dash = alt.StrokeDash("place:N", title=None, scale=alt.Scale(domain=names, range=dashes))
    layers += [base.mark_line(strokeWidth=2.4).encode(strokeDash=dash), base.mark_circle(size=34)]
    if marked is not None:
        layers.append(base.transform_filter(f"datum.year == {marked}").mark_circle(size=130))
    return alt.layer(*layers).properties(height=HEIGHT)
