"""Intervals against figures computed by hand and by other people's packages."""

import csv

import pytest

from halsogap.settings import ROOT
from halsogap.stats.intervals import poisson_limits, rate, wilson

VECTORS = ROOT.parent / "shared" / "vectors" / "phe"


def test_wilson() -> None:
    interval = wilson(65, 100)
    assert (interval.lower, interval.upper) == pytest.approx((0.552544433, 0.736357517), abs=1e-9)


def vectors(file: str) -> list[dict[str, str]]:
    path = VECTORS / file
    if not path.exists():
        pytest.skip(f"{path} is not here: the team's shared folder is not beside the checkout")
    with path.open(encoding="utf-8") as handle:
        return [row for row in csv.DictReader(handle) if row["Numerator"] and row["Denominator"]]


@pytest.mark.shared
def test_proportions_agree_with_phe() -> None:
    given = vectors("testdata_Proportion__testdata_Prop.csv")
    rows = [row for row in given if row["lower95_0cl"] and row["method"] == "Wilson"]
    assert len(rows) > 5
    for row in rows:
        for confidence, name in ((0.95, "95_0"), (0.998, "99_8")):
            made = wilson(float(row["Numerator"]), float(row["Denominator"]), confidence=confidence)
            multiplier = float(row["multiplier"])
            expected = [float(row[f"{end}{name}cl"]) / multiplier for end in ("lower", "upper")]
            assert [made.lower, made.upper] == pytest.approx(expected, abs=1e-9), row


@pytest.mark.shared
def test_rates_agree_with_phe() -> None:
    given = vectors("testdata_Rate__testdata_Rate.csv")
    rows = [row for row in given if row["lower95_0cl"] and row["method"] in ("Byars", "Exact")]
    assert len(rows) > 5
    for row in rows:
        for confidence, name in ((0.95, "95_0"), (0.998, "99_8")):
            per = float(row["multiplier"])
            made = rate(float(row["Numerator"]), float(row["Denominator"]), per=per, confidence=confidence)
            expected = [float(row[f"{end}{name}cl"]) for end in ("lower", "upper")]
            assert [made.lower, made.upper] == pytest.approx(expected, rel=1e-9, abs=1e-9), row


def test_wilson_at_the_ends_stays_within_zero_and_one() -> None:
    assert wilson(0, 10).lower == pytest.approx(0, abs=1e-12)
    assert wilson(10, 10).upper == pytest.approx(1, abs=1e-12)


def test_byar_and_exact_below_ten() -> None:
    assert poisson_limits(65) == pytest.approx((50.163188, 82.849139), abs=1e-6)
    few = rate(5, 100, per=100)
    assert (few.value, few.lower, few.upper) == pytest.approx((5.0, 1.623486, 11.668332), abs=1e-6)
    assert poisson_limits(0)[0] == 0.0


def test_person_time_of_three_years_narrows_the_interval() -> None:
    one, three = rate(60, 1000, per=100_000), rate(180, 3000, per=100_000)
    assert one.value == three.value
    assert three.upper - three.lower < one.upper - one.lower


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 10), (11, 10), (float("nan"), 10)])
def test_impossible_proportions_are_refused(count: float, of: float) -> None:
    with pytest.raises(ValueError, match="proportion"):
        wilson(count, of)


def test_impossible_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="person-time"):
        rate(1, 0, per=1000)
    with pytest.raises(ValueError, match="count"):
        poisson_limits(-1)
