"""No hidden count follows from the published ones, whatever the table."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.stats.suppression import Sum, hidden_cells


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, list[Sum]]:
    """Areas by women, men and total, with the municipality's row last: every sum there is in such a table."""
    areas = draw(st.integers(1, 6))
    small = st.one_of(st.integers(0, 6), st.integers(0, 60))
    inner = np.array(draw(st.lists(st.tuples(small, small), min_size=areas, max_size=areas)), dtype=float)
    whole = np.vstack([inner, inner.sum(axis=0)])
    whole = np.column_stack([whole, whole.sum(axis=1)])
    cell = np.arange(whole.size).reshape(whole.shape)
    across = [Sum((int(row[0]), int(row[1])), int(row[2])) for row in cell]
    down = [Sum(tuple(map(int, cell[:-1, sex])), int(cell[-1, sex])) for sex in range(3)]
    return whole.ravel(), across + down


def solvable(counts: np.ndarray, sums: list[Sum], hidden: np.ndarray) -> set[int]:
    """The hidden cells that exact elimination finds a value for, told apart from the method under test."""
    from fractions import Fraction

    cells = list(np.flatnonzero(hidden))
    rows = []
    for one in sums:
        weights = {**dict.fromkeys(one.parts, 1), one.total: -1}
        rows.append([Fraction(weights.get(cell, 0)) for cell in cells])
    rank = 0
    for column in range(len(cells)):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for other in range(len(rows)):
            if other != rank and (factor := rows[other][column]):
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[rank], strict=True)]
        rank += 1
    return {int(cells[row.index(1)]) for row in rows if sum(value != 0 for value in row) == 1}


@settings(deadline=None, max_examples=300)
@given(tables(), st.integers(0, 8))
def test_no_hidden_cell_can_be_worked_out(table: tuple[np.ndarray, list[Sum]], threshold: int) -> None:
    counts, sums = table
    hidden = hidden_cells(counts, sums, threshold)
    assert hidden[(counts >= 1) & (counts < threshold)].all()
    assert solvable(counts, sums, hidden) == set()


@settings(deadline=None, max_examples=200)
@given(tables(), st.integers(2, 8))
def test_hidden_parts_of_a_published_total_are_not_few(table: tuple[np.ndarray, list[Sum]], threshold: int) -> None:
    counts, sums = table
    hidden = hidden_cells(counts, sums, threshold)
    for one in sums:
        behind = [part for part in one.parts if hidden[part]]
        if behind and not hidden[one.total]:
            assert counts[behind].sum() >= threshold


@settings(deadline=None)
@given(tables())
def test_without_a_threshold_or_a_small_count_nothing_is_hidden(table: tuple[np.ndarray, list[Sum]]) -> None:
    counts, sums = table
    assert not hidden_cells(counts, sums, 0).any()
    assert not hidden_cells(counts + 100, [], 5).any()
