"""What women against men shows, as numbers for a sentence: how many areas lie on each side, and the widest gap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.rounding import steps
from halsogap.stats.gap.measure import Measure, gender_gap
from halsogap.stats.tolerance import levelled, subtract


@dataclass(frozen=True)
class GapSummary:
    """How the areas lie round the line of equality.

    `women`, `men` and `equal` count the areas where women's value is higher, men's is, or both are the same as shown;
    `lacking` those where one of the two is missing. `widest` is the row of the area with the widest gap, counted from
    0, None where no area has both values or none differs; `shared` is how many areas have as wide a gap.
    """

    women: int
    men: int
    equal: int
    lacking: int
    widest: int | None
    shared: int

    @property
    def areas(self) -> int:
        """How many areas have both values."""
        return self.women + self.men + self.equal


def gap_summary(women: pd.Series, men: pd.Series, measure: Measure, *, decimals: int) -> GapSummary:
    """Count the sides, and find the widest gap.

    Parameters
    ----------
    women, men
        One value an area, same index; NaN where there is none.
    measure
        How the widest gap is found: by the difference, or by the ratio (2 and 1/2 are equally wide).
    decimals
        How many are shown: what differs less than that is equal to the reader.
    """
    apart = pd.Series(steps(women, decimals) - steps(men, decimals), index=women.index)
    known = apart.notna()
    width = gap_width(gender_gap(women, men, measure), measure).where(apart.abs() > 0)
    widest = int(np.nanargmax(width)) if width.notna().any() else None
    return GapSummary(
        women=int((apart > 0).sum()),
        men=int((apart < 0).sum()),
        equal=int((apart[known] == 0).sum()),
        lacking=int((~known).sum()),
        widest=widest,
        shared=int((width == width.iloc[widest]).sum()) if widest is not None else 0,
    )


def gap_width(gap: pd.Series, measure: Measure) -> pd.Series:
    """How far each gap is from none, in either direction; NaN where there is no gap (or a ratio of zero).

    Gaps that are equally wide but for their last bits have exactly the same width.
    """
    if measure is Measure.DIFF:
        return levelled(gap.abs())
    return levelled(np.log(gap.where(gap > 0)).abs(), scale=1.0)


def shared_scale(*values: pd.Series | list[float]) -> tuple[float, float]:
    """The lowest and highest of all values with a margin of a twentieth: one scale for both axes of a scatter.

    Without any value, or with one alone, a scale that still has an extent: 0 to 1, or one round the value.
    """
    pooled = np.concatenate([np.asarray(v, dtype=float) for v in values]) if values else np.array([])
    pooled = pooled[np.isfinite(pooled)]
    if not len(pooled):
        return 0.0, 1.0
    low, high = float(pooled.min()), float(pooled.max())
    margin = subtract(high, low) / 20 or abs(high) / 20 or 1.0
    return (max(low - margin, 0.0) if low >= 0 else low - margin), high + margin


def within(women: pd.Series, men: pd.Series, box: dict[str, list[float]] | None) -> pd.Series:
    """Which areas lie in a box drawn over the dots, `{"women": [low, high], "men": [low, high]}`; none without one."""
    inside = pd.Series(bool(box), index=women.index)
    for name, values in (("women", women), ("men", men)):
        limits = (box or {}).get(name)
        if not limits:
            continue
        low, high = min(limits), max(limits)
        inside &= values.between(low, high)
    return inside & women.notna() & men.notna()


def mean_of(values: pd.Series, codes: pd.Series, of: Collection[str]) -> float:
    """The plain mean of the areas `of`, as Kolada takes it of a group: NaN where fewer than two have a value."""
    known = values[codes.isin(list(of))].dropna()
    return float(known.mean()) if len(known) > 1 else float("nan")
