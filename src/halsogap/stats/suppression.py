"""Small counts hidden, and with them whatever they could be worked out from.

A count of 1 to `threshold` - 1 tells of so few that a person might be known by it. To hide it is not enough: women are
the total less the men, and one area is its municipality less the others. Cells that add up to a total that is
published too are therefore a *sum*, and more of its cells are hidden until none that is hidden follows from those that
are left (cell suppression: Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.model import Sex, Status
from halsogap.stats.tolerance import cleaned

THRESHOLD = 5
"""Counts below this are hidden unless the user says otherwise: 1 to 4."""

_CELL = ["indicator", "level", "area", "period", "sex"]
_DETERMINED = 1e-8
"""How near to wholly determined a cell counts as that; the sums' coefficients are 1 and -1."""


@dataclass(frozen=True)
class Sum:
    """Cells that add up: the positions of the `parts`, and of their `total`."""

    parts: tuple[int, ...]
    total: int


def hidden_cells(counts: np.ndarray, sums: Sequence[Sum], threshold: int, also: np.ndarray | None = None) -> np.ndarray:
    """Which cells are hidden: those with 1 to `threshold` - 1, and those that would give them away.

    Parameters
    ----------
    counts
        One count a cell, NaN where it is not known (and so not published either).
    sums
        What adds up to what. A sum of which a cell is not known is left as it is: nothing can be worked out from it
        that its other unknown cells do not also hide.
    threshold
        Counts from 1 and below this are hidden. 0 or 1 hides nothing.
    also
        Cells (booleans) that are hidden for another reason, and must not be given away either.

    Returns
    -------
    ndarray
        Booleans, one a cell. Two things hold of every sum. No hidden cell is determined by the published ones,
        not even through several sums at a time; and where the total is published, the hidden parts have at least
        `threshold` between them (if there is that much to hide), so that they cannot be told apart by how few they are.
    """
    counts = cleaned(counts)  # five that were worked out as 4.999999999999999 are five
    hidden = (counts >= 1) & (counts < threshold)
    if also is not None:
        hidden |= also
    sums_of: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(sums):
        cells = [*one.parts, one.total]
        if not np.isnan(counts[cells]).any():
            for cell in cells:
                sums_of[cell].append(number)
    # Only cells that sums tie together can give each other away: each such knot is judged by itself.
    waiting = set(np.flatnonzero(hidden).tolist())
    while waiting:
        knot, touched = _knot(waiting.pop(), sums, sums_of, hidden)
        waiting -= knot
        weak = _weak_cell(counts, [sums[number] for number in sorted(touched)], hidden, threshold)
        if weak is not None:
            hidden[weak] = True
            waiting.add(weak)
    return hidden


def suppress(
    observations: pd.DataFrame,
    *,
    threshold: int = THRESHOLD,
    parents: Mapping[str, str] | None = None,
    counts_are_values: bool = False,
    per: float | None = None,
) -> pd.DataFrame:
    """OBSERVATIONS with small counts hidden, their complements with them, and ratios that hold for what is left.

    Parameters
    ----------
    observations
        OBSERVATIONS rows, of one or several indicators.
    threshold
        Counts 1 to `threshold` - 1 are hidden; 0 is no threshold at all.
    parents
        The area that each area is part of, by code. Areas add up to their parent where the rows have its value too.
        They are taken to be all its areas: where some lack, more is hidden than must be, never less.
    counts_are_values
        Whether `value` is the count itself, for rows without a numerator.
    per
        The base of the ratio (100 for per cent): `value` is then numerator / denominator * `per` in every row that is
        left with both.

    Returns
    -------
    DataFrame
        The same rows. What is hidden has status `suppressed`, and neither value, numerator nor denominator.

    Raises
    ------
    ValueError
        The threshold is negative.
    """
    if threshold < 0:
        raise ValueError(f"a threshold is 0 (none) or more, not {threshold}")
    result = observations.reset_index(drop=True)
    counts = result["numerator"].astype("float64")
    if counts_are_values:
        counts = counts.fillna(result["value"])
    # A handful of people in the denominator are as easily known as a handful in the numerator.
    people = cleaned(result["denominator"].to_numpy(dtype="float64"))
    few_people = (people >= 1) & (people < threshold)
    numbers = cleaned(counts.to_numpy(dtype="float64"))
    few = ((numbers >= 1) & (numbers < threshold)) | few_people
    # Nothing adds up across years or indicators: only those with something to hide are looked at.
    at = np.flatnonzero(pd.Series(few).groupby([result["indicator"], result["period"]]).transform("any"))
    hidden = np.zeros(len(result), dtype=bool)
    hidden[at] = hidden_cells(numbers[at], _sums(result.iloc[at], parents or {}), threshold, few_people[at])
    if per is not None:
        ratio = result["numerator"] / result["denominator"].where(result["denominator"] > 0) * per
        result["value"] = ratio.where(ratio.notna() & (result["status"] == Status.VALUE), result["value"])
    result.loc[hidden, ["value", "numerator", "denominator"]] = np.nan
    result.loc[hidden, "status"] = str(Status.SUPPRESSED)
    return result.set_index(observations.index)


def _sums(rows: pd.DataFrame, parents: Mapping[str, str]) -> list[Sum]:
    """Women and men are the total; the areas of one parent are the parent."""
    cells = rows[_CELL].assign(at=np.arange(len(rows)))
    by_sex = cells.pivot(index=_CELL[:-1], columns="sex", values="at").reindex(columns=[str(sex) for sex in Sex])
    whole = by_sex.dropna().astype(int)
    sums = [Sum((women, men), total) for women, men, total in whole[[Sex.K, Sex.M, Sex.T]].itertuples(index=False)]
    within = cells.assign(area=cells["area"].map(parents)).dropna(subset=["area"])
    totals = cells.drop(columns="level").rename(columns={"at": "total"})
    pairs = within.merge(totals, on=["indicator", "area", "period", "sex"])
    pairs = pairs[pairs["at"] != pairs["total"]]
    grouped = pairs.groupby(["total", "level"])["at"].agg(tuple)
    return sums + [Sum(parts, total) for total, parts in zip(grouped.index.get_level_values(0), grouped, strict=True)]


def _knot(
    first: int, sums: Sequence[Sum], sums_of: Mapping[int, list[int]], hidden: np.ndarray
) -> tuple[set[int], set[int]]:
    """The hidden cells that are tied to the hidden cell `first` by sums, and the numbers of those sums."""
    knot, reached = {first}, [first]
    touched: set[int] = set()
    while reached:
        for number in set(sums_of.get(reached.pop(), ())) - touched:
            touched.add(number)
            tied = {cell for cell in (*sums[number].parts, sums[number].total) if hidden[cell]} - knot
            knot |= tied
            reached += tied
    return knot, touched


def _weak_cell(counts: np.ndarray, touched: Sequence[Sum], hidden: np.ndarray, threshold: int) -> int | None:
    """The next cell to hide in the sums of one knot, or None where what is hidden is safe."""
    determined = _determined(touched, hidden)
    for one in touched:
        cells = [*one.parts, one.total]
        behind = [part for part in one.parts if hidden[part]]
        few = bool(behind) and not hidden[one.total] and counts[behind].sum() < threshold
        if few or any(cell in determined for cell in cells):
            published = [cell for cell in one.parts if not hidden[cell]]
            if published:
                # The smallest that is not 0 first: it costs least, and a 0 hides nobody.
                return min(published, key=lambda cell: (counts[cell] == 0, counts[cell], cell))
            if not hidden[one.total]:
                return one.total
    return None


def _determined(sums: Sequence[Sum], hidden: np.ndarray) -> set[int]:
    """The hidden cells that the published ones determine through all `sums` together.

    The unknowns are the hidden cells, the sums their equations. A cell is determined where its unit vector lies in
    the row space of the equations' matrix, that is where its projection on that space has length 1.
    """
    cells = sorted({cell for one in sums for cell in (*one.parts, one.total) if hidden[cell]})
    if not cells:
        return set()
    column = {cell: number for number, cell in enumerate(cells)}
    matrix = np.zeros((len(sums), len(cells)))
    for row, one in enumerate(sums):
        for cell in one.parts:
            if hidden[cell]:
                matrix[row, column[cell]] = 1.0
        if hidden[one.total]:
            matrix[row, column[one.total]] = -1.0
    _, strengths, directions = np.linalg.svd(matrix, full_matrices=False)
    length = (directions[strengths > _DETERMINED] ** 2).sum(axis=0)
    return {cell for cell, number in column.items() if length[number] > 1 - _DETERMINED}
