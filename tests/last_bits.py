"""What the tests of the last bits share: made-up areas full of ties, the same areas shaken, and verdicts compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from halsogap import geography
from halsogap.model import Level

TREMOR = 1e-13
"""By what part of itself a number is shaken: a thousand times more than its last bit, and nothing that anyone sees."""

YEARS = tuple(range(2012, 2022))
SEXES = ("K", "M", "T")


@dataclass(frozen=True)
class World:
    """Areas and years of one indicator.

    `areas` has a row an area (its code): `K`, `M`, `T`, `x`, `people`, and `count_K`, `of_K`, `count_M`, `of_M`;
    `years` a row an `area`, `period` and `sex`: `value`, `numerator`, `denominator`.
    """

    areas: pd.DataFrame
    years: pd.DataFrame

    def shaken(self, seed: int) -> World:
        """The same world with every number moved in its last bits."""
        random = np.random.default_rng(seed)
        return World(shaken(self.areas, random), shaken(self.years, random))

    def reversed(self) -> World:
        """The same world with its rows in the opposite order."""
        return World(self.areas.iloc[::-1], self.years.iloc[::-1].reset_index(drop=True))


def shaken(table: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """`table` with every float multiplied by 1 and at most `TREMOR` more or less."""
    moved = table.copy()
    for column in moved.select_dtypes("float"):
        moved[column] = moved[column] * (1 + TREMOR * random.uniform(-1, 1, len(moved)))
    return moved


def world(*, areas: int, levels: int, step: float, base: float, lean: float, seed: int) -> World:
    """Areas whose values are `base` and up to `levels` - 1 steps more: of one level they are all alike.

    With `lean` above 0, T is exactly a straight line over x. Values are the decimals that a publisher would print.
    """
    random = np.random.default_rng(seed)
    codes = list(geography.codes(Level.KOMMUN))[:areas]
    decimals = max(0, -math.floor(math.log10(step)))

    def printed(size: int) -> np.ndarray:
        return np.round(base + step * random.integers(0, levels, size), decimals)

    women, men = printed(areas), printed(areas)
    x = np.round(random.integers(0, 9, areas) / 10 + 3, 1)
    both = np.round(base + lean * x, decimals + 2) if lean else printed(areas)
    people = random.integers(2, 60, areas) * 100.0
    counts = {f"count_{sex}": random.integers(0, 5 * levels, areas).astype(float) for sex in ("K", "M")}
    table = pd.DataFrame(
        {"K": women, "M": men, "T": both, "x": x, "people": people}
        | counts
        | {"of_K": people, "of_M": people[::-1].copy()},
        index=pd.Index(codes, name="area"),
    )
    keys = pd.MultiIndex.from_product([codes, YEARS, SEXES], names=["area", "period", "sex"])
    years = pd.DataFrame({"value": printed(len(keys))}, index=keys).reset_index()
    years["denominator"] = years["area"].map(table["people"])
    years["numerator"] = np.round(np.minimum(years["value"] / 100, 1) * years["denominator"])
    return World(table, years)


worlds = st.builds(
    world,
    areas=st.sampled_from([1, 5, 6, 12, 25]),
    levels=st.sampled_from([1, 2, 3, 8, 60]),
    step=st.sampled_from([0.1, 0.01, 1.0]),
    base=st.sampled_from([0.0, 0.3, 49.7, 84.1]),
    lean=st.sampled_from([0.0, 0.0, 0.7, 3.0]),
    seed=st.integers(0, 10_000),
)


def assert_same(first: Any, second: Any, where: str = "") -> None:
    """Two verdicts are the same: texts, ranks, classes and counts exactly, numbers to what a page can show."""
    if isinstance(first, pd.DataFrame):
        assert list(first.columns) == list(second.columns), where
        for column in first.columns:
            assert_same(first[column].tolist(), second[column].tolist(), f"{where}.{column}")
    elif isinstance(first, pd.Series | np.ndarray):
        assert_same(first.tolist(), second.tolist(), where)
    elif is_dataclass(first) and not isinstance(first, type):
        for field in fields(first):
            assert_same(getattr(first, field.name), getattr(second, field.name), f"{where}.{field.name}")
    elif isinstance(first, Mapping):
        assert list(first) == list(second), where
        for key, value in first.items():
            assert_same(value, second[key], f"{where}[{key}]")
    elif isinstance(first, Sequence) and not isinstance(first, str | StrEnum):
        assert len(first) == len(second), f"{where}: {first} and {second}"
        for at, pair in enumerate(zip(first, second, strict=True)):
            assert_same(*pair, where=f"{where}[{at}]")
    elif isinstance(first, float) and isinstance(second, float):
        alike = math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9) or (math.isnan(first) and math.isnan(second))
        assert alike, f"{where}: {first!r} and {second!r}"
    elif first is pd.NA or second is pd.NA:
        assert first is second, f"{where}: {first!r} and {second!r}"
    else:
        assert first == second, f"{where}: {first!r} and {second!r}"


def without_breaks(indicator: Any, **changes: Any) -> Any:
    """An indicator that is judged in every year of a world."""
    return replace(indicator, breaks=(), rolling_years={}, baseline_year=YEARS[0], target=None, **changes)
