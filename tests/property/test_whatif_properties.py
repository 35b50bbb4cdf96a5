"""What holds of every what-if, whatever the areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.model import Better, Sex
from halsogap.stats.whatif.answer import Question, match, what_if
from halsogap.stats.whatif.gains import curve, how_many
from halsogap.stats.whatif.menu import Kind, Reference
from whatif_cases import FALLS, evidence, rows

AREAS = st.lists(
    st.tuples(st.floats(0, 20_000), st.floats(1, 500_000)),
    min_size=1,
    max_size=12,
)
REFERENCES = st.sampled_from([Reference(Kind.BEST), Reference(Kind.BEST_THREE), Reference(Kind.TENTH)])
QUICK = settings(deadline=None, max_examples=40)
DIRECTIONS = st.sampled_from([Better.LOWER, Better.HIGHER])


def tables(areas: list[tuple[float, float]], factor: float = 1.0) -> tuple[dict[str, float], dict[str, float]]:
    codes = [f"{n:02d}" for n in range(len(areas))]
    rates, people = zip(*areas, strict=True)
    return dict(zip(codes, rates, strict=True)), {code: p * factor for code, p in zip(codes, people, strict=True)}


@given(AREAS, REFERENCES, DIRECTIONS)
@QUICK
def test_the_sum_over_areas_is_the_whole(
    areas: list[tuple[float, float]], reference: Reference, better: Better
) -> None:
    answer = what_if(evidence(*tables(areas), better=better), Question(2020, reference=reference), draws=20)
    assert answer.rows()["avoided"].sum() == pytest.approx(answer.avoided)
    assert answer.avoided >= 0
    assert answer.interval.lower <= answer.avoided + 1e-6


@given(AREAS, REFERENCES, DIRECTIONS)
@QUICK
def test_nobody_at_or_beyond_the_reference_contributes(
    areas: list[tuple[float, float]], reference: Reference, better: Better
) -> None:
    found = match(evidence(*tables(areas), better=better), Question(2020, reference=reference))
    worse = found.basis.sign * (found.basis.rates - found.reference)
    assert (found.avoided[worse <= 0] == 0).all()
    assert (found.avoided[worse > 0] >= 0).all()


@given(AREAS, REFERENCES, st.floats(0.01, 100))
@QUICK
def test_scaling_all_populations_scales_the_answer(
    areas: list[tuple[float, float]], reference: Reference, factor: float
) -> None:
    question = Question(2020, reference=reference)
    once, scaled = (match(evidence(*tables(areas, by)), question).total for by in (1.0, factor))
    assert scaled == pytest.approx(once * factor, abs=1e-6)


@given(AREAS, AREAS, AREAS)
@QUICK
def test_women_and_men_are_never_forced_to_equal_the_total(
    women: list[tuple[float, float]], men: list[tuple[float, float]], both: list[tuple[float, float]]
) -> None:
    """Each sex's answer is what it would be if the other sex and the total were not there."""
    alone = [match(evidence(*tables(areas)), Question(2020)).total for areas in (women, men, both)]
    parts = [
        rows(slug, values, sex=sex)
        for sex, areas in (("K", women), ("M", men))
        for slug, values in zip((FALLS.slug, "befolkning_80"), tables(areas), strict=True)
    ]
    held = evidence(*tables(both), *parts)
    together = [match(held, Question(2020, sex)).total for sex in (Sex.K, Sex.M, Sex.T)]
    assert together == pytest.approx(alone)


@given(AREAS)
@QUICK
def test_the_curve_rises_to_the_whole_by_ever_smaller_steps(areas: list[tuple[float, float]]) -> None:
    answer = what_if(evidence(*tables(areas)), Question(2020), draws=20)
    curved = curve(answer.rows())
    steps = np.diff(curved["sum"], prepend=0.0)
    assert (np.diff(steps) <= 1e-6 + 1e-9 * answer.avoided).all()
    if len(curved):
        assert curved["part"].iloc[-1] == pytest.approx(1)
        few = how_many(curved)
        assert curved["part"].iloc[few - 1] >= 0.5 - 1e-9
        assert few == 1 or curved["part"].iloc[few - 2] < 0.5
    else:
        assert how_many(curved) == 0
