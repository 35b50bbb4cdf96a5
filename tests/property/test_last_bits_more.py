"""Nothing hangs on the last bits of a number: goals, profile, what-if, small areas, hidden counts, and printed numbers.

The same questions are put to the made-up values of the demo, and asked again with sums taken exactly (`math.fsum`) and
with the areas in the opposite order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_last_bits import QUESTIONS, SHARE, WORDS

from halsogap.errors import HalsogapError
from halsogap.figures.address import Selection
from halsogap.figures.whatif.choices import Choices
from halsogap.figures.whatif.reading import Reading
from halsogap.figures.whatif.sentences import headline, where
from halsogap.i18n import words
from halsogap.model import Better, Level, Sex
from halsogap.reading.reader import Reader
from halsogap.rounding import rounded, steps
from halsogap.stats.areal.aggregate import aggregate, whole
from halsogap.stats.areal.apportion import shares
from halsogap.stats.areal.highest_lowest import highest_lowest, noise_share, smoothed
from halsogap.stats.areal.smoothing import local_empirical_bayes
from halsogap.stats.goals import LocalTarget, judge
from halsogap.stats.people import behind, persons
from halsogap.stats.profile import profile, strengths_and_needs
from halsogap.stats.suppression import suppress
from halsogap.stats.whatif.answer import Question, what_if
from halsogap.stats.whatif.evidence import populations
from halsogap.stats.whatif.gains import curve, how_many
from halsogap.stats.whatif.menu import Reference
from halsogap.store.store import Store
from last_bits import SEXES, TREMOR, YEARS, World, assert_same, world, worlds
from whatif_cases import CATALOG, FALLS, evidence, rows

TURNING = replace(SHARE, people=CATALOG["lag_ekonomisk_standard_0_19"].people)


def goals(given: World) -> Any:
    found: list[Any] = []
    for _, mine in given.years.sort_values(["area", "period", "sex"]).groupby("area"):
        by_year: dict[int, dict[Sex, float]] = {}
        for r in mine.itertuples():
            by_year.setdefault(int(r.period), {})[Sex(r.sex)] = r.value
        of = {
            slug: {y: dict.fromkeys(Sex, mine["denominator"].iloc[0]) for y in YEARS} for slug, _ in TURNING.people.of
        }
        who = behind(TURNING, Level.KOMMUN, of)
        target = mine["value"].iloc[0]
        for goal in (None, LocalTarget("a", SHARE.slug, float(target), 2030)):
            said = judge(TURNING, Level.KOMMUN, by_year, who=who, local=goal)
            found.append([said.outcome, said.movement, said.chance, said.reason])
        found.append(persons(mine["value"].iloc[-1], target, YEARS[-1], Sex.T, who))
    return found


def profiles(given: World) -> Any:
    rows_ = given.years[given.years["period"] == YEARS[-1]].assign(indicator="a", level="kommun", status="value")
    country = rows_.groupby("sex", as_index=False).first().assign(area="0000", level="riket")
    found = []
    for code in given.areas.index[:4]:
        place = {Level.KOMMUN: code, Level.RIKET: "0000"}
        table = profile(pd.concat([rows_, country]), place, {"a": replace(SHARE, slug="a")})
        found += [table.drop(columns=["lower", "upper"]), *strengths_and_needs(table)]
    return found


NOBODY = Reader(Store("nothing"))
"""Nothing that is said of one answer is asked of what is stored."""

REFERENCES = [Reference.parse(said) for said in ("best", "best3", "p10", "peers", "country", "number:50.3")]


def avoided(given: World) -> Any:
    found: list[Any] = []
    codes = list(given.areas.index)
    rates, people = given.areas["K"] * 100, given.areas["people"]
    selection = Selection(period=2020, level=Level.KOMMUN)
    peers = {code: tuple(other for other in codes if other != code)[:7] for code in codes}
    population = populations(FALLS)[0]
    country = [
        rows(FALLS.slug, {"0000": rates.iloc[0]}, level=Level.RIKET),
        rows(population, {"0000": people.iloc[0]}, level=Level.RIKET),
    ]
    for better in (Better.LOWER, Better.HIGHER)[: 1 + len(codes) % 2]:
        known = evidence(rates.to_dict(), people.to_dict(), *country, better=better, level=Level.KOMMUN, peers=peers)
        for reference in [*REFERENCES[len(codes) % 2 :: 2], Reference.parse(f"area:{codes[-1]}")]:
            question = Question(2020, reference=reference)
            try:
                answer = what_if(known, question, draws=20)
            except HalsogapError as fault:
                found.append(type(fault).__name__)
                continue
            curved = curve(answer.rows())
            choices = Choices(selection, reference, question.share, question.sex, None, "avoided", "")
            told = Reading(choices, NOBODY, FALLS, known, question, answer, None)
            found += [
                answer.match.chosen.areas,
                answer.match.common_reference,
                answer.chance_alone,
                answer.interval,
                answer.floor,
                curved[["area", "place", "part"]],
                how_many(curved),
                headline(told, WORDS),
                where(told, curved, WORDS),
            ]
    return found


def small_areas(given: World) -> Any:
    table, found = given.areas, []
    for per in (100.0, 100_000.0):
        counts = pd.DataFrame({"numerator": np.minimum(table["count_K"], table["of_K"]), "denominator": table["of_K"]})
        value = counts["numerator"] / counts["denominator"] * per
        common = float(counts["numerator"].sum() / counts["denominator"].sum() * per)
        ends = highest_lowest(value, counts, common, most=5, per=per)
        share = noise_share(value, counts, per=per)
        found += [ends, smoothed(value, counts, per=per), share, share < 1]
        ring = {code: [table.index[at - 1]] for at, code in enumerate(table.index) if len(table) > 1}
        found.append(local_empirical_bayes(counts["numerator"], counts["denominator"], ring))
        weights = pd.DataFrame({"source": table.index, "target": "a", "share": 0.5, "target_share": 1 / len(table)})
        found.append(shares(counts["numerator"], counts["denominator"], weights, per=per))
    observed = given.years.assign(indicator="a", level="deso", status="value")
    sums = aggregate(observed.assign(area="0114A" + observed["area"]), Level.KOMMUN, per=100)
    found += [sums, whole(observed[observed["period"] == YEARS[-1]], per=100)]
    few = observed[observed["period"] == YEARS[-1]].assign(numerator=lambda r: r["numerator"].clip(upper=8))
    found.append(suppress(few, threshold=5)["status"].to_numpy())
    return found


MORE: dict[str, Callable[[World], Any]] = {
    "goals": goals,
    "profiles": profiles,
    "avoided": avoided,
    "small_areas": small_areas,
}


@pytest.mark.parametrize("asked", MORE)
@settings(max_examples=7, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(given=worlds, seed=st.integers(0, 1_000))
def test_shaken_values_get_the_same_verdicts(asked: str, given: World, seed: int) -> None:
    question = MORE[asked]
    assert_same(question(given), question(given.shaken(seed)), asked)


@settings(max_examples=200, deadline=None)
@given(st.integers(-(10**7), 10**7), st.integers(0, 4), st.integers(0, 3), st.floats(-1, 1))
def test_a_printed_number_stays(digits: int, decimals: int, shown: int, tremor: float) -> None:
    value = digits / 10**decimals
    moved = value * (1 + TREMOR * tremor)
    assert rounded(moved, shown) == rounded(value, shown)
    assert steps([moved], shown)[0] == round(rounded(value, shown) * 10**shown)
    assert words("sv").number(moved, shown) == words("sv").number(value, shown)


@pytest.fixture(scope="module")
def demo_worlds(demo_folder: Any) -> list[World]:
    """Municipalities of the demo, by indicators of several units; every tenth, so that the years are soon asked."""
    held = Store(demo_folder).current()
    return [_of_demo(held, slug) for slug in ("uvas_16_24", "fallskador_80", "medellivslangd")]


def _of_demo(held: Any, slug: str) -> World:
    table = held.observations(slug)
    table = table[(table["level"] == "kommun") & table["value"].notna()].astype({"area": str, "sex": str})
    years = sorted(table["period"].unique())[-3:]
    table = table[table["period"].isin(years)].assign(
        period=lambda r: r["period"].map(dict(zip(years, YEARS[-3:], strict=True)))
    )
    wide = table[table["period"] == YEARS[-1]].pivot(index="area", columns="sex", values="value").dropna().iloc[::10]
    wide = wide.reindex(columns=SEXES).ffill(axis=1)
    made = world(areas=len(wide), levels=8, step=1.0, base=50.0, lean=0.0, seed=1)
    areas = made.areas.set_axis(wide.index).assign(**{sex: wide[sex].astype(float) for sex in SEXES})
    kept = table[table["area"].isin(areas.index)][["area", "period", "sex", "value"]].reset_index(drop=True)
    people = kept["area"].map(areas["people"]).astype(float)
    return World(areas, kept.assign(denominator=people, numerator=(people * 0.2).round()))


@pytest.mark.parametrize("asked", [name for name in QUESTIONS | MORE if name not in ("apart", "development", "goals")])
def test_shaken_demo_values_get_the_same_verdicts(asked: str, demo_worlds: list[World]) -> None:
    question = (QUESTIONS | MORE)[asked]
    for number, one in enumerate(demo_worlds):
        assert_same(question(one), question(one.shaken(number)), asked)


def _plain_sum(values: Any, *_: Any, **__: Any) -> float:
    if values.dtype == bool:
        return int(values.to_numpy().sum())
    return math.fsum(float(value) for value in np.ravel(values) if not math.isnan(value))


def _plain_average(values: Any, axis: Any = None, weights: Any = None, **_: Any) -> float:
    numbers = np.ravel(values).tolist()
    parts = [1.0] * len(numbers) if weights is None else np.ravel(weights).tolist()
    whole = math.fsum(parts)
    return math.fsum(n * part for n, part in zip(numbers, parts, strict=True)) / whole if whole else math.nan


@pytest.mark.parametrize("asked", QUESTIONS | MORE)
def test_exact_sums_give_the_same_verdicts(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question = (QUESTIONS | MORE)[asked]
    given = [
        world(areas=12, levels=levels, step=0.1, base=49.7, lean=lean, seed=3) for levels in (1, 3) for lean in (0, 0.7)
    ]
    before = [question(one) for one in given]
    monkeypatch.setattr(np, "average", _plain_average)
    monkeypatch.setattr(pd.Series, "sum", _plain_sum)
    monkeypatch.setattr(
        pd.Series, "mean", lambda self, *_, **__: _plain_average(self.dropna()) if self.count() else math.nan
    )
    for first, one in zip(before, given, strict=True):
        assert_same(first, question(one), asked)


def test_the_order_of_areas_moves_no_verdict() -> None:
    for levels in (1, 3, 60):
        one = world(areas=12, levels=levels, step=0.1, base=49.7, lean=0.7, seed=4)
        for sex in ("K", "T"):
            asked = [QUESTIONS["comparison"](given) for given in (one, one.reversed())]
            assert_same(_sorted(asked[0]), _sorted(asked[1]), sex)


def _sorted(found: list[Any]) -> list[Any]:
    """Verdicts by area in the areas' order, and without lists that have none."""
    kept = [part for part in found if not isinstance(part, list) or len(part) == 2]
    return [part.sort_index() if isinstance(part, pd.Series | pd.DataFrame) else part for part in kept]
