"""How sure: draws that are Poisson's, an interval that covers, a floor that is chance alone, the same by seed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from halsogap.model import Better
from halsogap.stats.whatif.answer import Question, what_if
from halsogap.stats.whatif.evidence import Basis, Numbers
from halsogap.stats.whatif.menu import Kind, Reference
from halsogap.stats.whatif.references import NOTHING, Chosen
from halsogap.stats.whatif.simulation import MANY, _events, simulate
from whatif_cases import POOR, evidence

PER = 100_000.0
COUNTIES = np.array([88_105, 16_310, 15_961, 24_369, 20_098, 11_598, 15_570, 3_581, 9_960, 67_941, 18_193, 85_027.0])


def best(burdens: Numbers, _: Numbers) -> Numbers:
    return burdens.min(axis=-1, keepdims=True)


def tenth(burdens: Numbers, _: Numbers) -> Numbers:
    return np.percentile(burdens, 10, axis=-1, keepdims=True)


def basis(
    rates: Numbers, people: Numbers, *, years: int = 3, better: Better = Better.LOWER, share: bool = False
) -> Basis:
    codes = np.array([f"{n:02d}" for n in range(len(people))])
    return Basis(codes, rates, people, people * years, 100.0 if share else PER, better, share)


def matching(choose: object) -> Chosen:
    return Chosen(choose, choose, NOTHING, NOTHING)  # type: ignore[arg-type]


@pytest.mark.parametrize("mean", [0.0, 3.0, MANY, 200.0, 5_000.0])
def test_counts_are_drawn_as_poissons(mean: float) -> None:
    people = np.array([1000.0])
    drawn = _events(np.array([mean]), people, 1000.0, 200_000, np.random.default_rng(2))[:, 0]
    assert drawn.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / 200_000) + 1e-9)
    assert drawn.var() == pytest.approx(mean, rel=0.02, abs=1e-9)
    if mean:
        tails = (0.001, 0.025, 0.5, 0.975, 0.999)
        assert np.quantile(drawn, tails) == pytest.approx(poisson.ppf(tails, mean), abs=max(1.0, 0.06 * np.sqrt(mean)))


@pytest.mark.parametrize("choose", [best, tenth])
@pytest.mark.parametrize("better", [Better.LOWER, Better.HIGHER])
def test_where_all_areas_share_one_rate_the_interval_covers_zero_excess_over_the_floor(
    choose: object, better: Better
) -> None:
    """As often as 95 % says: 93 to 97 times of a hundred, as the areas' sizes have it."""
    draw, runs, covered = np.random.default_rng(3), 400, 0
    for run in range(runs):
        rates = draw.poisson(0.06 * 3 * COUNTIES) / (3 * COUNTIES) * PER
        made = simulate(basis(rates, COUNTIES, better=better), matching(choose), draws=800, seed=run)
        covered += made.interval.lower - made.floor.mean <= 0 <= made.interval.upper - made.floor.mean
    assert 0.91 <= covered / runs <= 0.985


@pytest.mark.parametrize("choose", [best, tenth])
def test_an_interval_of_shares_is_as_wide_as_such_data_waver(choose: object) -> None:
    """Shares of 85 % waver a seventh as much as events of that number: taken for events, all areas would seem alike."""
    draw, people = np.random.default_rng(11), np.full(60, 300.0)
    truth = np.clip(draw.normal(0.85, 0.04, len(people)), 0, 1)
    seen, widths = [], []
    for run in range(120):
        shares = draw.binomial(people.astype(int), truth) / people * 100
        areas = basis(shares, people, years=1, better=Better.HIGHER, share=True)
        made = simulate(areas, matching(choose), draws=400, seed=run)
        seen.append(made.interval.value)
        widths.append(made.interval.upper - made.interval.lower)
    assert np.mean(widths) / (2 * 1.96 * np.std(seen)) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("choose", [best, tenth])
@pytest.mark.parametrize("apart", [0.0, 0.15])
def test_what_remains_without_chance_is_nearer_the_truth_than_what_is_seen(choose: object, apart: float) -> None:
    draw, people = np.random.default_rng(12), np.tile(COUNTIES / 20, 8)
    truth = 0.06 * np.exp(draw.normal(0, apart, len(people)))
    gain = (people * np.maximum(truth - choose(truth, NOTHING), 0)).sum()  # type: ignore[operator]
    seen, left = [], []
    for run in range(60):
        rates = draw.poisson(truth * 3 * people) / (3 * people) * PER
        made = simulate(basis(rates, people), matching(choose), draws=300, seed=run)
        seen.append(made.interval.value)
        left.append(made.true)
    assert abs(np.mean(left) - gain) < 0.5 * abs(np.mean(seen) - gain)
    assert min(left) >= 0


def test_shares_of_more_people_than_there_are_are_clipped() -> None:
    """A share rounded up to 100 % of a population from another year is no more than all of them."""
    areas = basis(np.array([100.4, 90.0, 95.0]), np.array([100.0, 200.0, 300.0]), years=1, share=True)
    assert np.isfinite(simulate(areas, matching(best), draws=50).interval.upper)


def test_plain_percentiles_would_not_cover() -> None:
    """Why the interval is centred: percentiles of the draws count chance twice."""
    draw, people = np.random.default_rng(4), np.tile(COUNTIES / 20, 24)
    made = []
    for run in range(40):
        rates = draw.poisson(0.06 * 3 * people) / (3 * people) * PER
        held = basis(rates, people)
        covers = simulate(held, matching(tenth), draws=300, seed=run)
        again = draw.poisson(rates / PER * 3 * people, (300, len(people))) / (3 * people) * PER
        totals = (people * np.maximum(again - tenth(again, NOTHING), 0) / PER).sum(axis=1)
        percentiles = np.quantile(totals, 0.025) <= covers.floor.mean <= np.quantile(totals, 0.975)
        made.append((covers.interval.lower <= covers.floor.mean <= covers.interval.upper, percentiles))
    good, plain = np.mean(made, axis=0)
    assert good > 0.85
    assert plain < 0.2


def test_the_floor_of_one_area_named_after_its_place_is_that_of_the_place() -> None:
    rates = np.linspace(5000, 7000, len(COUNTIES))
    people = {f"{n:02d}": p for n, p in enumerate(COUNTIES)}
    held = evidence(dict(zip(people, rates, strict=True)), people)
    named, chosen = (
        what_if(held, Question(2020, reference=Reference.parse(said)), draws=2000) for said in ("area:00", "best")
    )
    assert named.floor == chosen.floor
    later = what_if(held, Question(2020, reference=Reference.parse("area:05")), draws=2000)
    assert later.floor.mean < named.floor.mean


def test_the_floor_of_a_fixed_number_is_what_wavers_round_that_number() -> None:
    people = np.full(50, 10_000.0)
    for rate in (5_000.0, 9_000.0):
        fixed = Chosen(lambda b, _: np.full((*b.shape[:-1], 1), 4_000.0), best, NOTHING, NOTHING, fixed=4_000.0)
        fixed = Chosen(fixed.choose, fixed.choose, NOTHING, NOTHING, fixed=4_000.0)
        made = simulate(basis(np.full(50, rate), people), fixed, draws=2000)
        # Half of the mean absolute deviation of a normal, area by area: sd / sqrt(2 pi).
        assert made.floor.mean == pytest.approx(50 * np.sqrt(0.04 * 30_000) / 3 / np.sqrt(2 * np.pi), rel=0.03)


def test_shares_of_people_waver_as_binomials() -> None:
    people = np.full(2, 1000.0)
    fixed = Chosen(lambda b, _: np.full((*b.shape[:-1], 1), 40.0), best, NOTHING, NOTHING, fixed=40.0)
    made = simulate(basis(np.array([50.0, 50.0]), people, years=1, share=True), fixed, draws=20_000)
    assert made.errors == pytest.approx(np.sqrt(0.25 * 1000), rel=0.03)


def test_the_same_seed_gives_the_same_numbers_and_another_does_not() -> None:
    held, chosen = basis(np.linspace(5000, 7000, len(COUNTIES)), COUNTIES), matching(best)
    first, again, other = (simulate(held, chosen, draws=20_000, seed=seed) for seed in (1, 1, 2))
    assert (first.interval, first.floor) == (again.interval, again.floor)
    assert (first.errors == again.errors).all()
    assert first.interval != other.interval


def test_an_area_that_is_one_of_those_asked_wavers_with_the_reference() -> None:
    """The reference's own variance counts: without it the interval would be too narrow (Dropkin 2018)."""
    rates, people = np.array([3000.0, 5000.0, 7000.0]), np.full(3, 20_000.0)
    made = simulate(basis(rates, people, years=1), matching(best), draws=20_000)
    own, reference = rates[2] / PER * 20_000, rates[0] / PER * 20_000
    assert made.errors[2] == pytest.approx(np.sqrt(own + reference), rel=0.03)


def test_one_area_alone_and_areas_without_events_have_an_answer() -> None:
    alone = what_if(evidence({"01": 5000}, {"01": 1000}), Question(2020), draws=200)
    assert (alone.avoided, alone.interval.lower, alone.interval.upper, alone.floor.mean) == (0, 0, 0, 0)
    none = what_if(evidence({"01": 0, "03": 0}, {"01": 1000, "03": 1000}), Question(2020), draws=200)
    assert none.avoided == none.floor.mean == 0
    assert none.chance_alone
    shares = what_if(evidence({"01": 0, "03": 100}, {"01": 10, "03": 10}, indicator=POOR), Question(2020), draws=200)
    assert shares.avoided == 10


def test_a_part_of_the_way_has_that_part_of_interval_and_floor() -> None:
    held = evidence({"01": 5000, "03": 4000, "04": 7000}, {"01": 1000, "03": 1000, "04": 500})
    whole, half = (
        what_if(held, Question(2020, reference=Reference(Kind.BEST), share=s), draws=500) for s in (1.0, 0.5)
    )
    assert half.interval.upper == pytest.approx(whole.interval.upper / 2)
    assert half.floor.upper == pytest.approx(whole.floor.upper / 2)
    assert half.errors == pytest.approx(whole.errors / 2)
