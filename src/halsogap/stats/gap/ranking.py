"""Where the gap is largest of all: gaps of different indicators and places on one scale, with chance taken out.

Three steps, for the areas of one level and one indicator at a time:

1. How much of an area's gap is chance: from its counts where they are known (`variance_of_gap`), else from how the
   gap moves between years that share no data (`variance_of_years`).
2. Each gap is drawn towards the gap that the areas have in common, the more so the larger its own chance is: empirical
   Bayes under a normal model (Morris 1983), its moments by DerSimonian and Laird (1986).
3. The drawn gap is divided by the standard deviation between areas within a sex, weighted by people: how many steps
   between areas the sexes lie apart, as in Cohen's d (1988). That has no unit, so indicators can be compared.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from halsogap.stats.chance import variance_of_counts
from halsogap.stats.tolerance import RELATIVE, above, no_spread, order, subtract

FEWEST = 10
"""Of fewer areas with a gap neither their spread nor what they have in common is known well enough."""

FEWEST_PAIRS = 3
"""From how many pairs of years an area's own movement counts."""

SURE = 1.96
"""Standard errors from none at which a drawn gap is called sure (95 %)."""


def variance_of_gap(counts: pd.DataFrame, *, per: float) -> pd.Series:
    """The variance that chance alone gives each area's gap, in the square of the indicator's unit: women's and men's.

    `counts` has one row an area: `count_K`, `of_K`, `count_M`, `of_M`; NaN where they are not known. `per` is as in
    `chance.variance_of_counts`.
    """
    women, men = (variance_of_counts(counts[f"count_{sex}"], counts[f"of_{sex}"], per=per) for sex in ("K", "M"))
    return women + men


def variance_of_years(
    history: pd.DataFrame, people: pd.Series, *, apart: int, comparable: Callable[[int, int], bool]
) -> pd.Series:
    """The variance that chance gives each area's gap, from how much it moves between years that share no data.

    Half the mean square of successive differences (von Neumann et al. 1941) follows slow change and keeps the noise. An
    area's own few differences say little by themselves, so all areas' are pooled as if chance went as one over people
    (a generalised variance function, Wolter 2007), and the larger of the two is taken.

    Parameters
    ----------
    history
        One row an `area` and `period`, with `K` and `M`.
    people
        The population by area; areas without one count as the smallest that has. Empty: all are taken as equal.
    apart
        How many years lie between values that share no data: 1, or the years of a rolling mean.
    comparable
        Whether no change of definition lies between two years.

    Returns
    -------
    Series
        By area, in the square of the indicator's unit; empty where no two years can be compared.
    """
    gaps = history.assign(gap=subtract(history["K"], history["M"]))[["area", "period", "gap"]].dropna()
    scale = float(history[["K", "M"]].abs().max().max()) if len(gaps) else 0.0
    later = gaps.assign(period=gaps["period"] - apart)
    pairs = gaps.merge(later, on=["area", "period"], suffixes=("", "_later"), validate="one_to_one")
    usable = {period: comparable(int(period), int(period) + apart) for period in pairs["period"].unique()}
    pairs = pairs[pairs["period"].map(usable).astype(bool)]
    if pairs.empty:
        return pd.Series(dtype=float)
    half = (subtract(pairs["gap_later"], pairs["gap"], scale=scale) ** 2 / 2).groupby(pairs["area"])
    own, times = half.mean(), half.size()
    areas = pd.Index(gaps["area"].unique())
    weights = people.reindex(areas)
    weights = weights.where(weights > 0)
    weights = weights.fillna(weights.min()) if weights.notna().any() else weights.fillna(1.0)
    pooled = (own * weights.reindex(own.index) * times).sum() / times.sum() / weights
    return pooled.combine(own.where(times >= FEWEST_PAIRS).reindex(areas), np.fmax)


def drawn_in(gaps: pd.Series, variance: pd.Series) -> pd.DataFrame:
    """Each gap drawn towards what the areas have in common, and its standard error then.

    Parameters
    ----------
    gaps, variance
        The raw gap and its chance variance, one an area, same index. Areas that lack either take no part.

    Returns
    -------
    DataFrame
        `drawn` and `error`, with the index of `gaps`; NaN where the area takes no part, or fewer than `FEWEST` do.
    """
    known = gaps.notna() & variance.notna()
    drawn = pd.DataFrame({"drawn": np.nan, "error": np.nan}, index=gaps.index)
    if known.sum() < FEWEST:
        return drawn
    raw, chance = gaps[known].to_numpy(dtype=float), np.maximum(variance[known].to_numpy(dtype=float), 0.0)
    # A chance of 0, or of nothing but residue, (a gap that never moves) must not be the only one heard.
    some = chance > RELATIVE * chance.max()
    if not some.any():
        drawn.loc[known, "drawn"], drawn.loc[known, "error"] = raw, 0.0
        return drawn
    chance = np.maximum(chance, chance[some].min())
    weights = 1 / chance
    centre = np.average(raw, weights=weights)
    excess = subtract(float((weights * (raw - centre) ** 2).sum()), len(raw) - 1)
    between = max(excess / (weights.sum() - (weights**2).sum() / weights.sum()), 0.0)
    common = np.average(raw, weights=1 / (between + chance))
    trust = between / (between + chance)
    drawn.loc[known, "drawn"] = common + trust * (raw - common)
    spread_of_common = 1 / (1 / (between + chance)).sum()
    drawn.loc[known, "error"] = np.sqrt(trust * chance + (1 - trust) ** 2 * spread_of_common)
    return drawn


def step(women: pd.Series, men: pd.Series, people: pd.Series) -> float:
    """The standard deviation between areas within a sex, weighted by people (equally where no people are known).

    NaN where fewer than `FEWEST` areas have both values, or all are alike.
    """
    both = women.notna() & men.notna()
    if both.sum() < FEWEST:
        return float("nan")
    weights = people.reindex(women.index)[both].fillna(0)
    weights = weights if weights.sum() > 0 else pd.Series(1.0, index=weights.index)
    squares = [
        np.average((values[both] - np.average(values[both], weights=weights)) ** 2, weights=weights)
        for values in (women, men)
    ]
    deviation = float(np.sqrt(np.mean(squares)))
    alike = no_spread(women[both]) and no_spread(men[both])
    return deviation if not alike else float("nan")


def comparable_gaps(values: pd.DataFrame, variance: pd.Series, people: pd.Series) -> pd.DataFrame:
    """One indicator's gaps on the common scale.

    Parameters
    ----------
    values
        One row an area (the index): `women`, `men`.
    variance
        By area, the variance that chance gives the gap.
    people
        The population by area; may be empty.

    Returns
    -------
    DataFrame
        The areas that can be compared, by index: `women`, `men`, `gap` (women minus men), `drawn` (the gap with chance
        taken out, in the same unit), `score` (`drawn` in steps between areas, positive where women are higher),
        `sure` (whether the drawn gap lies further from none than chance explains) and `alike` (whether chance alone
        explains how the areas' gaps differ, so that all are drawn to the same).
    """
    gaps = subtract(values["women"], values["men"])
    table = values[["women", "men"]].assign(gap=gaps).join(drawn_in(gaps, variance.reindex(gaps.index)))
    table["score"] = table["drawn"] / step(values["women"], values["men"], people)
    table["alike"] = (
        bool(no_spread(table["drawn"], scale=float(gaps.abs().max()))) if table["drawn"].notna().any() else False
    )
    table["sure"] = above(table["drawn"].abs(), SURE * table["error"])
    return table.dropna(subset=["score"]).drop(columns="error")


def largest(ranking: pd.DataFrame, *, one_each: bool, most: int) -> pd.DataFrame:
    """The `most` largest gaps of a ranking, the largest first; with `one_each`, one area an indicator.

    Where the areas are all alike, none of them is larger than another: the indicator is told once, by any of them.

    Parameters
    ----------
    ranking
        Rows of `comparable_gaps` of several indicators, with `indicator`.
    """
    ordered = ranking.iloc[order(ranking["score"].abs(), falling=True)]
    again = ordered.duplicated("indicator")
    return ordered[~again if one_each else ~(again & ordered["alike"])].head(most)
