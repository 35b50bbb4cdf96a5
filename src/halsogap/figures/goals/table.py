"""The board of goals as a table: one row a goal, with everything a reader needs to quote it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from halsogap.figures.goals.sentences import outcome_words
from halsogap.figures.provenance import BY_ROW
from halsogap.i18n import Words
from halsogap.model import Area, Sex
from halsogap.stats.goals import Judgement, Outcome
from halsogap.stats.people import Behind, Persons, persons

WHOLE = ("year_then", "year_now", "target_year", "persons", "persons_low", "persons_high")
"""The columns of whole numbers."""

NAMES = {Sex.T: "total", Sex.K: "women", Sex.M: "men"}


def goals_rows(
    place: Area, judged: Sequence[tuple[Judgement, Behind | None, Sequence[str]]], words: Words
) -> pd.DataFrame:
    """The goals of a place, named in the user's language; the index has their slugs.

    Parameters
    ----------
    judged
        Each goal, who its values speak of, and the plain sentences that belong to it.
    """
    rows = []
    for one, who, judgement in judged:
        indicator, left = one.indicator, _left(one, who)
        row: dict[str, object] = {
            words("export.code"): place.code,
            words("export.area"): place.name,
            words("export.indicator"): words.of(indicator.name),
            words("indicators.id"): ", ".join(indicator.kpis),
            words("goals.by_goal_area"): words(f"goals.group_{indicator.goal_area}") if indicator.goal_area else "",
            words("goals.by_life_stage"): words(f"goals.group_{indicator.life_stage}") if indicator.life_stage else "",
            words("export.unit"): words.unit(indicator),
            words("goals.column_outcome"): words(f"goals.class_{one.outcome}"),
            words("goals.column_said"): outcome_words(one, words),
        }
        for point, name in ((one.then, "then"), (one.now, "now")):
            row[words(f"goals.column_year_{name}")] = point.year if point else None
            for sex, letter in NAMES.items():
                column = f"{words(f'export.{letter}')} {words(f'goals.column_{name}')}"
                row[column] = point.values.get(sex, math.nan) if point else math.nan
        row |= {
            words("goals.column_basis"): words(f"goals.basis_{one.basis}"),
            words("goals.column_target"): next(iter(one.target.values()), math.nan),
            words("goals.column_target_year"): one.target_year,
            words("goals.column_persons"): left.number if left else None,
            words("goals.column_persons_low"): min(left.limits) if left and left.limits else None,
            words("goals.column_persons_high"): max(left.limits) if left and left.limits else None,
            words("export.status"): " ".join(filter(None, judgement)),
        }
        rows.append(row)
    whole = dict.fromkeys((words(f"goals.column_{name}") for name in WHOLE), "Int64")
    slugs = pd.Index([one.indicator.slug for one, _, _ in judged], name=BY_ROW)
    return pd.DataFrame(rows, index=slugs).astype(whole)


def _left(one: Judgement, who: Behind | None) -> Persons | None:
    """The people left to a target that is not reached, where that can be said."""
    if one.now is None or Sex.T not in one.target or one.outcome is Outcome.REACHED:
        return None
    return persons(one.now.values[Sex.T], one.target[Sex.T], one.now.year, Sex.T, who)
