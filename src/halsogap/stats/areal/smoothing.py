"""Empirical Bayes for shares and rates of small areas: what remains of a difference when chance has had its part.

A small area's raw value wavers; its smoothed one leans on the values of all areas (or of its neighbours), the more so
the fewer people it rests on (Marshall 1991, by the method of moments). Shown beside the raw value, never instead of it.

Chance gives a rate the variance of a Poisson count, as in Marshall, and a share of people that of a binomial one: of
80 employed in 100, Poisson's would be five times too large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.stats.tolerance import above, at_least, no_spread


@dataclass(frozen=True)
class Spread:
    """How the raw values of some areas spread: `raw` variance, of which `noise` is what chance alone would make.

    Both are weighted by people, in the square of the value's own unit (shares run 0 to 1). `areas` were looked at.
    """

    areas: int
    raw: float
    noise: float

    @property
    def between(self) -> float:
        """The variance between areas that chance does not explain, at least 0."""
        return max(self.raw - self.noise, 0.0)

    @property
    def noise_share(self) -> float:
        """How much of the raw spread chance alone would make, 0 to 1; NaN where there is no spread."""
        if not self.raw > 0:
            return float("nan")
        return 1.0 if at_least(self.noise, self.raw) else self.noise / self.raw


def spread(count: pd.Series, of: pd.Series, *, share: bool = False) -> Spread:
    """How much of the spread between areas is noise: their variance against the sampling variance expected.

    Parameters
    ----------
    count, of
        Numerators and denominators, one row an area, same index. Areas without either, or with a denominator of 0,
        take no part.
    share
        The counts are people among the people of the denominator, not events in their time.

    Raises
    ------
    ValueError
        The indexes differ, a count or denominator is negative, or of a share the count is the larger.
    """
    known, counts, people = _known(count, of, share)
    if not known.any():
        return Spread(0, float("nan"), float("nan"))
    _, raw, noise = _moments(counts[known], people[known], share)
    return Spread(int(known.sum()), raw, noise)


def empirical_bayes(count: pd.Series, of: pd.Series, *, share: bool = False) -> pd.Series:
    """Each area's value drawn towards that of all areas together (Marshall 1991, global).

    The same as PySAL's `Empirical_Bayes`, except that a spread smaller than chance would make is taken as 0 (as in
    Marshall): then nothing says that areas differ, and all get the common value.

    Parameters
    ----------
    count, of
        Numerators and denominators, one row an area, same index.
    share
        As in `spread`.

    Returns
    -------
    Series
        Share or rate (numerator over denominator), with the index of `count`; NaN where the area has no numerator,
        no denominator, or a denominator of 0.

    Raises
    ------
    ValueError
        As in `spread`.
    """
    known, counts, people = _known(count, of, share)
    smoothed = np.full(len(count), np.nan)
    if known.any():
        smoothed[known] = _drawn(counts[known], people[known], share)
    return pd.Series(smoothed, index=count.index, name=count.name)


def local_empirical_bayes(
    count: pd.Series, of: pd.Series, neighbours: Mapping[str, Sequence[str]], *, share: bool = False
) -> pd.Series:
    """Each area's value drawn towards that of its neighbours and itself together (Marshall 1991, local).

    Parameters
    ----------
    count, of, share
        As in `empirical_bayes`, index the areas' codes.
    neighbours
        By area, the codes of its neighbours, without itself. Neighbours that have no value take no part; an area
        without any neighbour keeps its raw value, for there is nothing to lean on.

    Returns
    -------
    Series
        As in `empirical_bayes`.

    Raises
    ------
    ValueError
        The indexes are not unique, or as in `spread`.
    """
    known, counts, people = _known(count, of, share)
    if not count.index.is_unique:
        raise ValueError("an area stands twice among the counts")
    at = {code: position for position, code in enumerate(count.index) if known[position]}
    smoothed = np.full(len(count), np.nan)
    for code, position in at.items():
        around = [position, *(at[other] for other in neighbours.get(code, ()) if other in at)]
        alone = len(around) == 1
        drawn = counts[around] / people[around] if alone else _drawn(counts[around], people[around], share)
        smoothed[position] = drawn[0]
    return pd.Series(smoothed, index=count.index, name=count.name)


def _known(count: pd.Series, of: pd.Series, share: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which areas have a value, and numerators and denominators as numbers."""
    if not count.index.equals(of.index):
        raise ValueError("counts and denominators are not of the same areas in the same order")
    counts, people = count.to_numpy(dtype=float, na_value=np.nan), of.to_numpy(dtype=float, na_value=np.nan)
    if (counts < 0).any() or (people < 0).any():
        raise ValueError("a count or a denominator is negative")
    if share and above(counts, people).any():
        raise ValueError("a share has more in its count than in its denominator")
    return ~np.isnan(counts) & (people > 0), counts, people


def _moments(counts: np.ndarray, people: np.ndarray, share: bool) -> tuple[float, float, float]:
    """The common value, the variance of the raw values round it, and the sampling variance expected of them."""
    mean = counts.sum() / people.sum()
    values = counts / people
    raw = 0.0 if no_spread(values) else (people * (values - mean) ** 2).sum() / people.sum()
    return float(mean), float(raw), _sampling(float(mean), share) / float(people.mean())


def _sampling(mean: float, share: bool) -> float:
    """The variance that chance gives one person's part of a value."""
    return max(mean * (1 - mean), 0.0) if share else mean


def _drawn(counts: np.ndarray, people: np.ndarray, share: bool) -> np.ndarray:
    mean, raw, noise = _moments(counts, people, share)
    between = max(raw - noise, 0.0)
    sampling = _sampling(mean, share) / people
    trust = np.divide(between, between + sampling, out=np.zeros_like(sampling), where=between + sampling > 0)
    return mean + trust * (counts / people - mean)
