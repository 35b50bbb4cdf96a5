"""Nothing that is said of areas hangs on the last bits of a number: ranks, classes, gaps, spread, comparison, trend."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from halsogap.figures.comparison.sentences import relation, sureness
from halsogap.figures.development.sentences import amount_of, evidence
from halsogap.figures.gap.sentences import sides, widest
from halsogap.i18n import words
from halsogap.model import Better, Sex
from halsogap.stats.at_a_glance import among_all, largest_gaps, standings, strongest_and_weakest
from halsogap.stats.chance import variance_of_counts
from halsogap.stats.classes import Scheme, classify, classify_gap
from halsogap.stats.comparison.ahead_of_expected import ahead_of_expected
from halsogap.stats.comparison.fit import correlation, thirds, weighted_fit
from halsogap.stats.development import change, ranks_by_year, spread_by_year, standing
from halsogap.stats.gap.intervals import beyond_chance, gap_interval
from halsogap.stats.gap.measure import Measure, gender_gap
from halsogap.stats.gap.ranking import comparable_gaps, largest, variance_of_gap, variance_of_years
from halsogap.stats.gap.summary import gap_summary
from halsogap.stats.intervals import from_counts
from halsogap.stats.map_view import View, map_views
from halsogap.stats.ranks import rank
from halsogap.stats.spread.extremes import extent, spread
from halsogap.stats.spread.measures import compare
from halsogap.stats.trend import trend
from last_bits import YEARS, World, assert_same, without_breaks, worlds
from whatif_cases import CATALOG

SHARE = without_breaks(CATALOG["uvas_16_24"])
WORDS = words("sv")


def ranks(given: World) -> Any:
    return [rank(given.areas[column], better) for column in ("K", "M", "T", "people") for better in Better]


def classes(scheme: Scheme, given: World) -> Any:
    table, found = given.areas, []
    for k in (2, 5, 6):
        cut = classify(table[["K", "M"]].to_numpy().ravel(), scheme, k=k, better=Better.LOWER)
        assert cut
        found.append([cut, cut.of(table["K"]), cut.of(table["M"])])
        for measure, neutral in ((Measure.DIFF, 0.0), (Measure.RATIO, 1.0)):
            gap = gender_gap(table["K"], table["M"], measure)
            mirrored = classify_gap(gap, neutral=neutral, scheme=scheme, k=k + 1 - k % 2)
            found.append([mirrored, mirrored.of(gap)] if mirrored else [])
    return found


def gap(given: World) -> Any:
    table, found = given.areas, []
    for measure in Measure:
        told = gap_summary(table["K"], table["M"], measure, decimals=1)
        known = [
            gap_interval((r.count_K, r.of_K), (r.count_M, r.of_M), measure, per=per)
            for r in table.itertuples()
            for per in (100.0, 100_000.0)
        ]
        found += [told, known, [beyond_chance(one, measure) for one in known], sides(told, SHARE, "kommuner", WORDS)]
        if told.widest is not None:
            row = table.iloc[told.widest]
            found.append(widest("A", row["K"], row["M"], SHARE, measure, WORDS, shared=told.shared))
        status = pd.DataFrame("value", table.index, ["status_K", "status_M", "status_T"])
        shown = map_views(table.join(status), {}, View.GAP, measure, Better.LOWER)[0]
        found.append([shown.ranks, shown.ranked])
    return found


def ranking(given: World) -> Any:
    table, found = given.areas, []
    wide = given.years.pivot(index=["area", "period"], columns="sex", values="value").reset_index()
    moving = variance_of_years(wide, table["people"], apart=1, comparable=lambda a, b: True)
    sexes = table[["K", "M"]].set_axis(["women", "men"], axis=1)
    for variance in (variance_of_gap(table, per=100), moving):
        gaps = comparable_gaps(sexes, variance, table["people"]).assign(indicator="a")
        found += [gaps, largest(gaps, one_each=False, most=5), largest(gaps, one_each=True, most=5)]
    return found


def apart(given: World) -> Any:
    """How far apart areas are, and how that has changed."""
    total = given.years[given.years["sex"] == "T"].assign(indicator="a", level="kommun")
    wide = total.pivot(index="area", columns="period", values="value")
    weights = dict.fromkeys(YEARS, given.areas["people"])
    found = [compare(SHARE, Sex.T, wide, weights, then, YEARS[-1]) for then in YEARS[:3]]
    changes = [one.change(measure) for one in found for measure in one.after]
    signs = [(value > 0, value < 0) for value in changes]
    return [[(f.before, f.after) for f in found], changes, signs, extent(given.areas["K"]), spread(total)]


def comparison(given: World) -> Any:
    table, found = given.areas, []
    for y, better in (("T", Better.LOWER), ("K", Better.HIGHER)):
        tied = correlation(table["x"], table[y], table["people"])
        found += [tied, tied and [tied.sure, tied.strength], relation(tied, "x", "y", "kommuner", WORDS)]
        fit = weighted_fit(table["x"], table[y], table["people"])
        found += [thirds(table[y]), fit]
        if fit:
            pairs = table.assign(y=table[y])
            for chance in (variance_of_counts(table["count_K"], table["of_K"], per=100), table["x"] * np.nan):
                shown = ahead_of_expected(pairs, fit, better, chance=chance, people=table["people"])
                found += [shown[["ahead", "score", "sure"]], [sureness(p, WORDS) for p in shown["sure"]]]
    return found


def development(given: World) -> Any:
    rows, found = given.years, []
    among = spread_by_year(rows)
    found += [dict(sorted(among.items())), ranks_by_year(rows, Better.LOWER)]
    for (_, sex), mine in rows.sort_values(["area", "sex", "period"]).groupby(["area", "sex"]):
        values = dict(zip(mine["period"].astype(int), mine["value"], strict=True))
        limits = {
            int(r.period): known
            for r in mine.itertuples()
            if (known := from_counts(r.numerator, r.denominator, per=100))
        }
        tested = trend(values, limits, SHARE)
        since = change(values, YEARS[-1], SHARE)
        assert since
        found += [
            tested.marker,
            evidence(tested, 1, SHARE, WORDS),
            amount_of(since, SHARE, WORDS),
            np.sign(since.difference),
        ]
        found += [standing(value, among[Sex(sex), year], Better.LOWER) for year, value in values.items()]
    return found


def glance(given: World) -> Any:
    rows = given.years[given.years["period"] >= YEARS[-2]].assign(indicator=lambda r: "i" + r["period"].astype(str))
    table = among_all(rows, {f"i{year}": Better.LOWER for year in YEARS})
    found: list[Any] = [table[["area", "period", "sex", "deviation", "rank", "ahead"]]]
    for area in given.areas.index[:6]:
        own = table[table["area"] == area]
        named = [part[["indicator", "sex", "rank"]] for part in strongest_and_weakest(standings(own))]
        found += [*named, largest_gaps(own)]
    return found


QUESTIONS: dict[str, Callable[[World], Any]] = {
    "ranks": ranks,
    **{f"classes_{scheme}": partial(classes, scheme) for scheme in Scheme},
    "gap": gap,
    "ranking": ranking,
    "apart": apart,
    "comparison": comparison,
    "development": development,
    "glance": glance,
}


def test_a_gap_that_never_moves_has_no_chance_but_that_of_the_others() -> None:
    """84.2 - 84.0 and 50.2 - 50.0 are one gap, whatever is left after the sixteenth digit."""
    women = {"a": [84.2, 50.2, 12.2], "b": [3.1, 3.7, 3.2]}
    men = {"a": [84.0, 50.0, 12.0], "b": [3.0, 3.0, 3.0]}
    history = pd.concat(
        pd.DataFrame({"area": area, "period": [2019, 2020, 2021], "K": women[area], "M": men[area]}) for area in women
    )
    found = variance_of_years(history, pd.Series({"a": 1.0, "b": 1.0}), apart=1, comparable=lambda a, b: True)
    # 0.1, 0.7, 0.2: (0.36 + 0.25) / 2 / 2 of one area, shared by two.
    assert found.tolist() == pytest.approx([0.07625, 0.07625], rel=1e-12)


@pytest.mark.parametrize("asked", QUESTIONS)
@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(given=worlds, seed=st.integers(0, 1_000))
def test_shaken_values_get_the_same_verdicts(asked: str, given: World, seed: int) -> None:
    question = QUESTIONS[asked]
    assert_same(question(given), question(given.shaken(seed)), asked)
