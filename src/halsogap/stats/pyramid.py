"""A population pyramid: women and men of one area by age, from counts of people in age groups of any width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from halsogap.model import EVERYONE, Ages, Indicator, Level, Sex

OLDEST = 100
"""Where the open last group is drawn to end: few live longer."""

FEWEST_STEPS = 3
"""Of fewer steps a pyramid shows nothing."""


@dataclass(frozen=True)
class Step:
    """The women and men of an age group; `slugs` are the indicator counted."""

    ages: Ages
    indicator: str
    women: float
    men: float

    @property
    def years(self) -> int:
        """How many years of age the step spans, the open one up to `OLDEST`."""
        return (OLDEST if self.ages.last is None else self.ages.last + 1) - self.ages.first


@dataclass(frozen=True)
class Pyramid:
    """The steps, from the youngest, that together are everyone in an area at the end of `period`."""

    period: int
    steps: tuple[Step, ...]

    @property
    def women(self) -> float:
        """All women."""
        return sum(step.women for step in self.steps)

    @property
    def men(self) -> float:
        """All men."""
        return sum(step.men for step in self.steps)


def pyramid(rows: pd.DataFrame, level: Level, code: str, indicators: Mapping[str, Indicator]) -> Pyramid | None:
    """The finest pyramid of one area's last year that has one.

    Age groups from different indicators are put together where they meet without gap or overlap: Kolada's, which are
    of unequal width, or SCB's ten-year groups. No group is filled with a guess.

    Parameters
    ----------
    rows
        OBSERVATIONS rows, the area's own among them.
    level, code
        The area.
    indicators
        The catalogue; those with `ages` are counts of people.

    Returns
    -------
    Pyramid or None
        None where no year has women and men of every age in at least `FEWEST_STEPS` groups.
    """
    counted = {slug: i.ages for slug, i in indicators.items() if i.ages and i.ages != EVERYONE and i.by_sex}
    own = rows[(rows["level"] == level) & (rows["area"] == code) & rows["indicator"].isin(list(counted))]
    wide = own.dropna(subset=["value"]).pivot_table(
        index=["period", "indicator"], columns="sex", values="value", aggfunc="last", observed=True
    )
    if not {Sex.K, Sex.M} <= set(wide.columns):
        return None
    both = wide.dropna(subset=[str(Sex.K), str(Sex.M)]).reset_index()
    for period in sorted(both["period"].unique(), reverse=True):
        steps = [
            Step(counted[slug], slug, float(women), float(men))
            for slug, women, men in both.loc[both["period"] == period, ["indicator", Sex.K, Sex.M]].itertuples(
                index=False, name=None
            )
        ]
        if len(whole := _finest(steps)) >= FEWEST_STEPS:
            return Pyramid(int(period), whole)
    return None


def inhabitants(
    rows: pd.DataFrame, level: Level, code: str, indicators: Mapping[str, Indicator]
) -> tuple[int, dict[Sex, float]] | None:
    """The last year with a number of all people in the area, and their number by sex; None where there is none."""
    counted = [slug for slug, indicator in indicators.items() if indicator.ages == EVERYONE]
    own = rows[(rows["level"] == level) & (rows["area"] == code) & rows["indicator"].isin(counted)]
    own = own.dropna(subset=["value"])
    if own.empty:
        return None
    then = own[own["period"] == own["period"].max()].drop_duplicates("sex")
    return int(then["period"].iloc[0]), {Sex(s): float(v) for s, v in zip(then["sex"], then["value"], strict=True)}


def _finest(steps: list[Step]) -> tuple[Step, ...]:
    """The most steps that lead from birth to the open end without gap or overlap; none where no way does."""
    ways: dict[int, tuple[Step, ...]] = {0: ()}
    complete: list[tuple[Step, ...]] = []
    for step in sorted(steps, key=lambda step: step.ages.first):
        if step.ages.first not in ways:
            continue
        way = (*ways[step.ages.first], step)
        if step.ages.last is None:
            complete.append(way)
        elif len(way) > len(ways.get(step.ages.last + 1, ())):
            ways[step.ages.last + 1] = way
    return max(complete, key=len, default=())
