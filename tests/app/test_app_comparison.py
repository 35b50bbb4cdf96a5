"""The comparison's page: what it says, what can be chosen, and what it does with too little."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from app_driver import App

from builders import everywhere
from halsogap.i18n import words

SV = words("sv")

Open = Callable[..., App]
Store = Callable[..., Path]


def conditions(slope: float, **changes: float) -> pd.DataFrame:
    """Post-secondary education by area, and qualification that follows it; `k2180=9` puts Gävle 9 above the line."""
    x = everywhere("eftergymnasial", (2022,), start=20)
    y = everywhere("behorig_gymnasiet", (2022,))
    y["value"] = 40 + slope * x["value"].to_numpy() + (y["area"].str[-1].astype(int).to_numpy() % 3 - 1) * 0.5
    for name, away in changes.items():
        y.loc[y["area"] == name[1:], "value"] += away
    people = everywhere("befolkning", (2022,)).assign(value=20_000.0)
    return pd.concat([x, y, people])


def test_the_page_says_how_the_two_go_together_and_who_does_better(
    on_store: Callable[[Path], Open], real_store: Store
) -> None:
    app = on_store(real_store(conditions(1.0, k2180=9.0)))("comparison", indicator="behorig_gymnasiet").fine()
    assert app.heading == "Behöriga till gymnasiet mot Eftergymnasial utbildning, 2022"
    assert "oftast högre" in app.finding
    assert "starkt" in app.finding
    assert "Samband är inte orsak." in app.finding
    assert "1 av 290 kommuner lyckas klart bättre än förutsättningarna talar för" in app.finding
    assert "(omkring 7 väntas göra det ändå): Gävle." in app.finding
    table = app.test.dataframe[0].value
    assert table["Område"].iloc[0] == "Gävle"
    assert table["Hur säkert"].iloc[0].startswith("säkert")
    assert "(N15428, N01982)" in app.source.replace("N01951, ", "")
    assert "egen bearbetning" in app.source


def test_where_lower_is_better_those_below_the_line_are_ahead(
    on_store: Callable[[Path], Open], real_store: Store
) -> None:
    rows = conditions(-1.0, k2180=9.0, k0114=-9.0).replace({"indicator": {"behorig_gymnasiet": "uvas_16_24"}})
    app = on_store(real_store(rows))("comparison", indicator="uvas_16_24").fine()
    assert "oftast lägre" in app.finding
    assert "Upplands Väsby" in app.finding
    assert "Gävle" not in app.finding


def test_an_indicator_against_itself_begins_in_the_first_year_that_can_be_compared(
    on_store: Callable[[Path], Open], real_store: Store
) -> None:
    rows = everywhere("behorig_gymnasiet", (2009, 2015, 2022))
    app = on_store(real_store(rows))("comparison", indicator="behorig_gymnasiet", against="behorig_gymnasiet").fine()
    assert app.heading == "Behöriga till gymnasiet: 2022 mot 2015"
    app.select("comparison_against_year", "2009").fine()
    assert app.heading == "Behöriga till gymnasiet: 2022 mot 2009"
    assert "Serien bryts 2011" in app.notes
    assert app.address["against_year"] == "2009"


def test_the_sex_and_the_condition_can_be_chosen_and_stand_in_the_address(open_demo: Open) -> None:
    app = open_demo("comparison", indicator="behorig_gymnasiet", sex="K", condition="nettoinkomst").fine()
    assert (app.address["sex"], app.address["condition"]) == ("K", "nettoinkomst")
    assert SV("comparison.who_low", condition="Nettoinkomst, median") in str(
        app.test.button_group(key="control_comparison_who").options
    )
    app.select("comparison_against", "forgymnasial").fine()
    assert "Förgymnasial" in app.heading
    assert app.address["against"] == "forgymnasial"


def test_another_year_takes_the_nearest_year_of_the_other_along(
    on_store: Callable[[Path], Open], real_store: Store
) -> None:
    rows = pd.concat(everywhere(slug, (2020, 2021, 2022)) for slug in ("behorig_gymnasiet", "eftergymnasial"))
    app = on_store(real_store(rows))("comparison", indicator="behorig_gymnasiet").fine()
    assert "Eftergymnasial utbildning, 2022" in alternative(app)
    assert "Eftergymnasial utbildning, 2020" in alternative(app.year(2020).fine())


def alternative(app: App) -> str:
    (chart,) = app.test.main.get("vega_lite_chart")
    return str(chart.proto.alt)


def test_what_has_no_split_by_sex_is_compared_by_its_total_and_that_is_said(open_demo: Open) -> None:
    app = open_demo("comparison", indicator="behorig_gymnasiet", against="hemtjanst_bemotande", sex="M").fine()
    assert "totalen visas" in app.notes


@pytest.mark.parametrize("few", ["one", "equal", "none"])
def test_too_little_says_what_is_missing(on_store: Callable[[Path], Open], real_store: Store, few: str) -> None:
    rows = conditions(1.0)
    if few == "one":
        rows = rows[(rows["indicator"] != "behorig_gymnasiet") | rows["area"].isin(["2180", "0000"])]
    elif few == "equal":
        rows.loc[rows["indicator"] == "eftergymnasial", "value"] = 30.0
    else:
        rows = rows[rows["indicator"] != "behorig_gymnasiet"]
    app = on_store(real_store(rows))("comparison", indicator="behorig_gymnasiet").fine()
    said = app.finding + app.notes
    assert "Det finns inga värden" in said if few == "none" else SV("comparison.no_line") in said


def test_parameters_that_do_not_exist_are_not_taken(open_demo: Open) -> None:
    app = open_demo("comparison", against="<b>", against_year="1066", sex="X", condition="", who="?").fine()
    assert app.address["against"] == "eftergymnasial"
    assert app.address["sex"] == "T"


def test_counties_and_made_up_small_areas_can_be_compared(open_demo: Open) -> None:
    assert "mellan län" in open_demo("comparison", level="lan", indicator="uvas_16_24").fine().finding
    small = open_demo("comparison", level="made_up", within="2180", indicator="uvas_16_24").fine()
    assert "påhittade områden" in small.finding
