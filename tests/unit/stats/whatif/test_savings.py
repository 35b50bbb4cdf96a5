"""What the avoided is worth, who pays, what the answer hangs on; and unit costs that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from halsogap import settings
from halsogap.catalog import unit_costs
from halsogap.costs import Payer, UnitCost
from halsogap.errors import BadInput, BadUnitCost
from halsogap.model import Level
from halsogap.stats.intervals import Interval
from halsogap.stats.whatif.answer import Answer, Question, what_if
from halsogap.stats.whatif.gains import curve, how_many
from halsogap.stats.whatif.menu import Reference
from halsogap.stats.whatif.published_figure import FALLS, SEK
from halsogap.stats.whatif.savings import saving, tornado
from whatif_cases import CATALOG, evidence, rows

COSTS = {cost.id: cost for cost in unit_costs.load(settings.CATALOG_DIR)}
RATES = {"01": 5000.0, "03": 4000.0, "04": 4500.0, "05": 6000.0}
PEOPLE = {"01": 10_000.0, "03": 2_000.0, "04": 4_000.0, "05": 1_000.0}


def test_the_catalogues_unit_costs_are_what_their_sources_print() -> None:
    first = COSTS["fall_slutenvard_skr"]
    assert first.amount == pytest.approx(SEK / FALLS, abs=50)
    assert (first.low, first.high) == pytest.approx((1.05e9 / 13_750, 1.15e9 / 13_650), abs=50)
    assert COSTS["fall_slutenvard_gavleborg"].amount == pytest.approx(5.6e9 / 67_000, abs=50)
    direct = COSTS["fall_direkta_2020"]
    assert (direct.amount, direct.high) == pytest.approx((11.6e9 / 67_000, 16.8e9 / 67_000), abs=50)
    assert dict(direct.payers) == {Payer.MUNICIPALITIES: 0.56, Payer.REGIONS: 0.41, Payer.INFORMAL_CARERS: 0.03}
    assert direct.price_year == 2020
    for cost in COSTS.values():
        assert cost.source
        assert cost.derivation.sv
        assert all(slug in CATALOG and CATALOG[slug].people for slug in cost.indicators)


def test_a_saving_is_events_times_cost_with_both_at_their_ends_together_and_split_by_payer() -> None:
    worth = saving(Interval(1000, 800, 1300), COSTS["fall_direkta_2020"])
    assert worth.amount == 173_100_000
    assert (worth.low, worth.high) == (800 * 171_100, 1300 * 250_700)
    assert worth.payers == pytest.approx(
        {Payer.MUNICIPALITIES: 96_936_000, Payer.REGIONS: 70_971_000, Payer.INFORMAL_CARERS: 5_193_000}
    )


@pytest.mark.parametrize(
    ("amount", "low", "high"),
    [
        (-1, -1, -1),
        (0, 0, 0),
        (1e12, 1e12, 1e12),
        (float("nan"),) * 3,
        (float("inf"),) * 3,
        (100, 200, 300),
        (100, 50, 60),
    ],
)
def test_a_unit_cost_that_no_event_can_have_is_refused(amount: float, low: float, high: float) -> None:
    with pytest.raises(BadUnitCost, match="unit cost") as refused:
        unit_costs.typed(amount, "fallskador_80", low, high)
    assert refused.value.mend


def test_a_unit_cost_of_ones_own_has_no_source_and_no_payers() -> None:
    own = unit_costs.typed(50_000, "fallskador_80")
    assert (own.low, own.high, own.payers, own.source) == (50_000, 50_000, (), "")
    assert saving(Interval(10, 5, 15), own).payers == {}


GOOD = """[[unit_cost]]
id = "a"
indicators = ["x"]
name = "A"
amount = 10
low = 5
high = 20
covers = "B"
source = "C"
derivation = "D"
"""


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (GOOD.replace("amount = 10", "amount = -10"), BadUnitCost, "-10 SEK"),
        (GOOD.replace("amount = 10", 'amount = "much"'), BadInput, "'a' in .*costs.toml"),
        (GOOD.replace("source", "sorce"), BadInput, "'sorce' is not one of"),
        (GOOD + "payers = { regions = 0.5 }", BadInput, "do not sum to 1"),
        (GOOD + "payers = { nobody = 1.0 }", BadInput, "nobody"),
        (GOOD + GOOD, BadInput, "'a' stands twice"),
    ],
)
def test_a_file_of_unit_costs_that_cannot_be_is_refused(
    tmp_path: Path, text: str, error: type[Exception], message: str
) -> None:
    (tmp_path / "costs.toml").write_text(text, encoding="utf-8")
    with pytest.raises(error, match=message):
        unit_costs.load(tmp_path)


def test_a_folder_without_unit_costs_has_none(tmp_path: Path) -> None:
    assert unit_costs.load(tmp_path / "nowhere") == ()
    (tmp_path / "costs.toml").write_text(GOOD, encoding="utf-8")
    assert [cost.id for cost in unit_costs.load(tmp_path)] == ["a"]


# -- where to start, what it hangs on ---------------------------------------------------------------------------------


def answered(reference: str = "best", cost: UnitCost | None = None) -> tuple[Answer, dict[str, dict[str, object]]]:
    more = [
        rows("befolkning_80", {code: 1.5 * n for code, n in PEOPLE.items()}, year=2022),
        rows("befolkning_80", {"0000": 17_000}, level=Level.RIKET),
        rows("fallskador_80", {"0000": 4_900}, level=Level.RIKET),
    ]
    held, question = evidence(RATES, PEOPLE, *more), Question(2020, reference=Reference.parse(reference))
    answer = what_if(held, question, draws=500)
    table = tornado(held, question, answer, population_year=2022, cost=cost)
    assert (table["high"] - table["low"]).is_monotonic_decreasing
    return answer, {row["factor"]: row for row in table.to_dict("records")}


def test_few_areas_give_half_of_it() -> None:
    answer, _ = answered()
    curved = curve(answer.rows())
    assert curved["area"].tolist() == ["01", "04", "05"]
    assert curved["sum"].tolist() == pytest.approx([100, 120, 140])
    assert curved["part"].tolist() == pytest.approx([100 / 140, 120 / 140, 1])
    assert how_many(curved) == 1
    assert how_many(curved, 0.8) == 2


def test_the_tornado_moves_one_thing_at_a_time() -> None:
    answer, factors = answered(cost=COSTS["fall_slutenvard_skr"])
    assert set(factors) == {"reference", "share", "chance", "population", "unit_cost"}
    assert (factors["unit_cost"]["low"], factors["unit_cost"]["high"]) == (140 * 76_400, 140 * 84_200)
    assert (factors["population"]["low"], factors["population"]["high"]) == pytest.approx((140 * 80_300, 210 * 80_300))
    assert (factors["population"]["at_low"], factors["population"]["at_high"]) == (2020, 2022)
    assert (factors["share"]["low"], factors["share"]["high"]) == pytest.approx((70 * 80_300, 140 * 80_300))
    assert factors["chance"]["high"] == pytest.approx(answer.interval.upper * 80_300)
    assert (factors["reference"]["at_low"], factors["reference"]["at_high"]) == ("country", "best")
    assert factors["reference"]["low"] == pytest.approx(21 * 80_300)
    assert {row["base"] for row in factors.values()} == {140 * 80_300}


def test_without_a_unit_cost_the_tornado_tells_events() -> None:
    _, factors = answered("number:4800")
    assert "unit_cost" not in factors
    assert factors["population"]["high"] == pytest.approx(48)
    assert factors["reference"]["base"] == pytest.approx(32)
