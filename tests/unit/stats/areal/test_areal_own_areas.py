"""Values carried to own areas: by hand, all years and sexes, and honest about what is not known."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
import pytest

from builders import observations
from halsogap.errors import BadInput
from halsogap.model import Level, Status
from halsogap.stats.areal.own_areas import OwnAreaValues, can_be_interpolated, interpolate, rests_on, with_people
from halsogap.units import Unit

WEIGHTS = pd.DataFrame(
    [("a", "X", 1.0, 0.5), ("b", "X", 0.25, 0.5), ("b", "Y", 0.75, 1.0)],
    columns=["source", "target", "share", "target_share"],
)
"""a lies in X; b by a quarter in X and the rest in Y."""


rows = partial(observations, columns="area period sex value numerator denominator", level="deso", geo_vintage="2018")


NAN = math.nan
SHARES = rows(("a", 2022, "K", 10, 10, 100), ("b", 2022, "K", 50, 20, 40), ("a", 2022, "M", 20, 20, 100))


def done(given: pd.DataFrame, unit: str = Unit.PERCENT, areas: tuple[str, ...] = ("X", "Y", "Z")) -> OwnAreaValues:
    return interpolate(given, {"2018": [WEIGHTS]}, areas, name="x", unit=unit, vintage="own-1")


def values(found: OwnAreaValues, sex: str = "K", period: int = 2022) -> list[float]:
    frame = found.observations
    return frame[(frame["sex"] == sex) & (frame["period"] == period)]["value"].tolist()


def test_shares_by_hand() -> None:
    """X: (10 + 0.25 × 20) of (100 + 0.25 × 40) = 15/110; Y: 15 of 30. Nobody knows anything of Z."""
    found = done(SHARES)
    assert values(found)[:2] == pytest.approx([15 / 110 * 100, 50])
    assert math.isnan(values(found)[2])
    first = found.observations.iloc[0]
    assert (first["level"], first["geo_vintage"], first["status"]) == (str(Level.OWN), "own-1", "value")
    assert (first["numerator"], first["denominator"]) == (15, 110)
    split, unknown, uncovered = rests_on(found.basis, "X", 2022)
    assert split == pytest.approx(10 / 110)
    assert unknown == 1, "men of b"
    assert uncovered == pytest.approx(0.5)
    assert rests_on(found.basis, "Z", 2022) == (0.0, 0, 1.0)


def test_sexes_are_read_and_never_made_of_each_other() -> None:
    assert values(done(SHARES), "M")[0] == pytest.approx(20), "of those that are known"
    assert math.isnan(values(done(SHARES), "M")[1])


def test_counts_are_added_and_a_part_is_no_whole() -> None:
    counts = rows(("a", 2022, "T", 100, NAN, NAN), ("b", 2022, "T", 40, NAN, NAN), ("a", 2021, "T", 90, NAN, NAN))
    found = done(counts, Unit.PERSONS)
    assert values(found, "T")[:2] == [110, 30]
    assert math.isnan(values(found, "T", 2021)[0]), "without b it would be too low"


def test_what_is_hidden_stays_hidden() -> None:
    given = rows(("a", 2022, "T", NAN, NAN, NAN), ("b", 2022, "T", NAN, NAN, NAN))
    given["status"] = [str(Status.SUPPRESSED), str(Status.MISSING)]
    found = done(given, Unit.PERSONS).observations
    assert found["status"].tolist() == ["suppressed", "missing", "missing"]
    assert found["value"].isna().all()


def test_where_all_of_a_share_is_hidden_here_it_is_still_a_share() -> None:
    given = pd.concat([rows(("a", 2022, "K", NAN, NAN, NAN)), rows(("elsewhere", 2022, "K", 5, 5, 100))])
    assert pd.Series(values(done(given))).isna().all()


def test_each_year_goes_by_its_own_boundaries() -> None:
    both = pd.concat([SHARES, rows(("a", 2024, "K", 30, 30, 100), geo_vintage="2025")])
    other = pd.DataFrame([("a", "Y", 1.0, 1.0)], columns=WEIGHTS.columns)
    found = interpolate(
        both, {"2018": [WEIGHTS], "2025": [other]}, ["X", "Y"], name="x", unit=Unit.PERCENT, vintage="v"
    )
    assert values(found, "K", 2024)[1] == 30
    assert math.isnan(values(found, "K", 2024)[0])


def test_own_areas_that_overlap_are_carried_each_by_itself() -> None:
    parts = [WEIGHTS[WEIGHTS["target"] == "X"], WEIGHTS[WEIGHTS["target"] == "Y"].assign(share=1.0)]
    found = interpolate(SHARES, {"2018": parts}, ["X", "Y"], name="x", unit=Unit.PERCENT, vintage="v")
    assert values(found) == pytest.approx([15 / 110 * 100, 50])


def test_rates_without_counts_are_weighted_by_people_where_these_are_known() -> None:
    plain = rows(("a", 2022, "K", 10, NAN, NAN), ("b", 2022, "K", 50, NAN, NAN))
    people = rows(("a", 2021, "K", 300, NAN, NAN), ("b", 2021, "K", 400, NAN, NAN))
    assert not can_be_interpolated(plain, Unit.PERCENT, people=False)
    assert can_be_interpolated(plain, Unit.PERCENT, people=True)
    assert not can_be_interpolated(plain, Unit.SEK, people=True), "a median of parts is no median of the whole"
    # X: (0.1 × 300 + 0.5 × 400 × 0.25) of (300 + 100)
    assert values(done(with_people(plain, people, Unit.PERCENT)))[0] == pytest.approx((30 + 50) / 400 * 100)
    assert with_people(SHARES, people, Unit.PERCENT) is SHARES, "its own counts go before"


def test_a_median_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="'income' is a median"):
        interpolate(
            rows(("a", 2022, "T", 5, NAN, NAN)), {"2018": [WEIGHTS]}, ["X"], name="income", unit=Unit.SEK, vintage="v"
        )
