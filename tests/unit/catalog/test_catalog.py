"""The catalogue: what the loader refuses, what a lookup forgives, and what every indicator in it keeps."""

import dataclasses
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halsogap.catalog.catalog import UNITS, Catalog, load
from halsogap.errors import BadInput, UnknownName
from halsogap.model import Better, Break, Indicator, Level, Sex, Text
from halsogap.settings import CATALOG_DIR

CATALOG = load(CATALOG_DIR)
INDICATORS = [pytest.param(indicator, id=slug) for slug, indicator in CATALOG.items()]

SOURCE = """
[[source]]
id = "kolada"
name = "Kolada"
url = "https://www.kolada.se"
licence = "fri"
"""

TROUBLE = """
[[indicator]]
slug = "magont"
group = "egna"
name = "Magont"
short = { sv = "Magont", en = "Stomach ache" }
definition = { sv = "Ont i magen.", en = "A stomach that aches." }
unit = "percent"
decimals = 1
better = "lower"
sexes = ["K", "M", "T"]
levels = ["kommun"]
series = [{ kpi = "N00001", levels = ["kommun"] }]
"""


def loaded(folder: Path, text: str, *, name: str = "egna.toml", sources: str = SOURCE) -> Catalog:
    """The catalogue of a folder with one file of sources and one of indicators."""
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


# -- reading ------------------------------------------------------------------------------------


def test_a_table_becomes_an_indicator_and_one_language_serves_as_both(tmp_path):
    indicator = loaded(tmp_path, TROUBLE)["magont"]
    assert indicator.name == Text("Magont", "Magont")
    assert indicator.short.in_("en") == "Stomach ache"
    assert (indicator.better, indicator.population, indicator.report_scale) == (Better.LOWER, (), 1.0)
    assert indicator.source.name == "Kolada"
    assert indicator.kpis == ("N00001",)
    assert indicator.years_in_value(Level.KOMMUN) == 1


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path):
    assert len(load(tmp_path / "nowhere")) == 0


def test_the_indicators_of_the_report_come_first_in_its_order():
    strategi = CATALOG.in_group("strategi")
    assert [indicator.order for indicator in strategi] == list(range(1, 23))
    assert list(CATALOG)[:22] == [indicator.slug for indicator in strategi]


@pytest.mark.parametrize(
    ("change", "says", "mends"),
    [
        (("better", "beter"), "the field 'better' is missing", "Correct"),
        (("unit =", 'note = "x"\nunti = "x"\nunit ='), "the field 'unti' is not known", "Did you mean unit?"),
        (("decimals = 1", "decimals = 1\nbaselin_year = 2015"), "'baselin_year' is not known", "baseline_year"),
        (('"percent"', '"procent"'), "it is one of percent, per_100000", "Correct"),
        (('"lower"', '"down"'), "the field 'better' cannot be 'down'", "Correct"),
        (('["K", "M", "T"]', '["K", "W"]'), "the field 'sexes' cannot be", "Correct"),
        (('levels = ["kommun"]\n', 'levels = ["kommmun"]\n'), "the field 'levels' cannot be ['kommmun']", "Correct"),
        (("kpi = ", "kip = "), "'kip' is not one of kpi, levels, sex. Did you mean kpi?", "Correct"),
        (("unit =", 'source = "kolado"\nunit ='), "the source 'kolado' is not described", "Did you mean kolada?"),
        (("unit =", 'successor = { indicator = "magon", note = "x" }\nunit ='), "the successor 'magon'", "magont?"),
        (("unit =", 'population = ["befolkning"]\nunit ='), "the population 'befolkning' is not in", "Describe it"),
        (("unit =", 'life_stage = "barn"\nunit ='), "it is one of barn_unga, vuxna, aldre", "Correct"),
        (("unit =", "breaks = [{ year = 2020 }]\nunit ="), "'note' is missing", "Correct"),
        (("unit =", "published = [{ year = 2020, riket = 1, komun = [1, 2] }]\nunit ="), "Did you mean kommun", ""),
        (("unit =", "published = [{ year = 2020, riket = 1, lan = [1] }]\nunit ="), "the field 'published'", ""),
        (("unit =", 'name = { sv = "Magont" }\nunit ='), "cannot be read", "Correct it as TOML"),
        (('name = "Magont"', 'name = { sv = "Magont" }'), "'en' is missing", "Correct"),
        (("[[indicator]]", "[[indicater]]"), "a table 'indicater'", "Did you mean indicator?"),
        (("[[indicator]]", "[indicator]"), "'indicator' is not a list of tables", "Write [[indicator]]"),
    ],
)
def test_a_slip_in_the_file_is_refused_with_file_field_and_mend(tmp_path, change, says, mends):
    before, after = change
    assert before in TROUBLE
    with pytest.raises(BadInput) as refusal:
        loaded(tmp_path, TROUBLE.replace(before, after, 1))
    assert says in str(refusal.value)
    assert mends in refusal.value.mend
    assert "egna.toml" in refusal.value.message


def test_a_target_says_which_way_to_go(tmp_path):
    target = (
        'target = { direction = "up", delta = 2, unit = "procentenheter", '
        'baseline_year = 2015, target_year = 2022, source = "x" }\nunit ='
    )
    with pytest.raises(BadInput, match="increase or decrease, not 'up'"):
        loaded(tmp_path, TROUBLE.replace("unit =", target, 1))


def test_a_slug_stands_once(tmp_path):
    with pytest.raises(BadInput, match=r"The slug 'magont' in .*egna\.toml is already taken"):
        loaded(tmp_path, TROUBLE + TROUBLE.replace("N00001", "N00002"))


def test_a_series_feeds_one_indicator_at_a_level(tmp_path):
    with pytest.raises(BadInput, match="N00001 at level kommun already feeds 'magont'"):
        loaded(tmp_path, TROUBLE + TROUBLE.replace('"magont"', '"huvudvark"'))


def test_a_source_with_a_typo_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"Source 'kolada' in .*'licens' is not one of id, name, url, licence"):
        loaded(tmp_path, TROUBLE, sources=SOURCE.replace("licence", "licens"))


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match=r"bad\.toml cannot be read"):
        load(tmp_path)


# -- looking up ---------------------------------------------------------------------------------

slugs = st.sampled_from(list(CATALOG))


@given(slugs, st.sampled_from(["", " ", "-", "_", "  "]), st.sampled_from([str.upper, str.lower, str.title]))
def test_a_lookup_forgives_case_spaces_and_dashes(slug, separator, case):
    assert CATALOG[case(slug.replace("_", separator))].slug == slug


@given(slugs, st.data())
def test_a_lost_letter_is_suggested_back(slug, data):
    at = data.draw(st.integers(0, len(slug) - 1).filter(lambda i: slug[i] != "_"))
    typo = slug[:at] + slug[at + 1 :]
    if typo in CATALOG:
        return
    with pytest.raises(UnknownName) as refusal:
        CATALOG[typo]
    assert repr(typo) in refusal.value.message
    assert slug in refusal.value.mend


def test_a_slug_like_no_other_is_refused_without_a_guess():
    with pytest.raises(UnknownName, match="no indicator 'xyzzy'") as refusal:
        CATALOG["xyzzy"]
    assert "halsogap add" in refusal.value.mend


def test_get_gives_its_default_as_any_mapping():
    assert CATALOG.get("xyzzy") is None
    assert CATALOG.get("Fallskador 80").slug == "fallskador_80"


@pytest.mark.parametrize(("kpi", "sex"), [("N00925", Sex.K), ("N00923", Sex.M)])
@pytest.mark.parametrize("level", [Level.RIKET, Level.LAN, Level.KOMMUN])
def test_life_expectancy_is_one_indicator_from_one_series_a_sex(kpi, sex, level):
    indicator, series = CATALOG.of_kpi(kpi, level)
    assert indicator.slug == "medellivslangd"
    assert (series.kpi, series.sex) == (kpi, sex)
    assert indicator.kpis == ("N00925", "N00923")
    assert indicator.by_sex
    assert Sex.T not in indicator.sexes


def test_a_series_is_found_only_at_its_levels():
    assert CATALOG.of_kpi("N80401", Level.KOMMUN) is None
    assert CATALOG.of_kpi("N80401", Level.LAN)[0].slug == "kariesfria_3"
    assert CATALOG.of_kpi("N99999", Level.KOMMUN) is None


def test_falls_from_65_divide_by_both_older_age_groups():
    assert CATALOG["fallskador_65"].population == ("befolkning_65_79", "befolkning_80")


def test_no_difference_crosses_a_break():
    home_care = CATALOG["hemtjanst_bemotande"]
    assert isinstance(home_care.break_between(2022, 2023), Break)
    assert home_care.break_between(2016, 2022) is None
    assert home_care.break_between(2023, 2024) is None


# -- what every indicator keeps -----------------------------------------------------------------


def texts(value: object) -> list[Text]:
    """Every `Text` in an indicator, however deep."""
    if isinstance(value, Text):
        return [value]
    if dataclasses.is_dataclass(value):
        return [t for f in dataclasses.fields(value) for t in texts(getattr(value, f.name))]
    return [t for item in value for t in texts(item)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_text_is_there_in_both_languages(indicator: Indicator):
    for text in texts(indicator):
        for words in (text.sv, text.en):
            assert words == words.strip()
            assert words
    assert indicator.definition.sv != indicator.definition.en
    for text in (indicator.definition, *([indicator.note] if indicator.note else [])):
        assert text.sv.endswith(".")
        assert text.en.endswith(".")
    for text in (indicator.name, indicator.short):
        assert not text.sv.endswith(".")
        assert not text.en.endswith(".")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_two_indicators_have_the_same_short_name_in_the_list_to_choose_from(language: str):
    names = [indicator.short.in_(language) for indicator in load(CATALOG_DIR).values()]
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_short_name_fits_a_legend(indicator: Indicator):
    assert len(indicator.short.sv) <= 32
    assert len(indicator.short.en) <= 32


@pytest.mark.parametrize("indicator", INDICATORS)
def test_sexes_agree_with_the_series(indicator: Indicator):
    assert len(set(indicator.sexes)) == len(indicator.sexes) > 0
    assert (Sex.K in indicator.sexes) == (Sex.M in indicator.sexes)
    own = [series.sex for series in indicator.series]
    if any(own):
        assert tuple(own) == indicator.sexes
    for row in indicator.published:
        assert row.sex in indicator.sexes


@pytest.mark.parametrize("indicator", INDICATORS)
def test_levels_are_those_of_the_series_or_queries(indicator: Indicator):
    levels = {level for origin in (*indicator.series, *indicator.queries) for level in origin.levels}
    if levels:
        # The demo's made-up areas have no publisher.
        assert levels == set(indicator.levels) - {Level.MADE_UP}
    else:
        assert indicator.successor is not None
        assert indicator.note is not None
    assert set(indicator.rolling_years) <= set(indicator.levels)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_rates_have_a_base_and_a_population(indicator: Indicator):
    assert indicator.unit in UNITS
    is_rate = indicator.unit == "per_100000"
    assert (indicator.per == 100_000) == is_rate
    assert bool(indicator.population) == is_rate
    for slug in indicator.population:
        population = CATALOG[slug]
        assert population.unit == "persons"
        assert set(indicator.sexes) <= set(population.sexes)
        assert set(indicator.levels) <= set(population.levels)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_a_rolling_value_is_told_to_the_reader(indicator: Indicator):
    words = {3: ("Treårs", "Three-year"), 4: ("fyra år", "four years"), 5: ("Femårs", "Five-year"), 6: ("Sex", "Six")}
    for years in indicator.rolling_years.values():
        sv, en = words[years]
        assert sv in indicator.note.sv
        assert en in indicator.note.en


@pytest.mark.parametrize("indicator", INDICATORS)
def test_published_extremes_enclose_and_stand_where_the_indicator_has_areas(indicator: Indicator):
    for row in indicator.published:
        for level, low, high in (
            (Level.KOMMUN, row.kommun_min, row.kommun_max),
            (Level.LAN, row.lan_min, row.lan_max),
        ):
            assert (low is None) == (high is None)
            if low is not None:
                assert level in indicator.levels
                assert low <= row.riket <= high
    years = [row.year for row in indicator.published]
    if indicator.baseline_year is not None:
        assert indicator.baseline_year == min(years)


def test_a_successor_is_another_measure_that_says_so():
    for indicator in CATALOG.values():
        if indicator.successor:
            other = CATALOG[indicator.successor.indicator]
            assert not set(other.kpis) & set(indicator.kpis)
            assert "aldrig i samma serie" in indicator.successor.note.sv
            assert "never drawn in the same series" in indicator.successor.note.en


def test_context_favours_no_direction_but_outcomes_do():
    neutral = {i.slug for i in CATALOG.in_group("bakgrund") if i.better == Better.UNKNOWN}
    education_and_income = {"eftergymnasial", "gymnasial", "forgymnasial", "nettoinkomst"}
    assert neutral == {s for s in CATALOG if s.startswith("befolkning")} | education_and_income
    assert all(i.better != Better.UNKNOWN for i in CATALOG.in_group("strategi"))


def test_the_sources_say_how_to_name_them():
    described = tomllib.loads((CATALOG_DIR / "sources.toml").read_text(encoding="utf-8"))["source"]
    licence = {source["id"]: source["licence"] for source in described}
    assert "Källa: Kolada" in licence["kolada"]
    assert "Egen bearbetning av data från Kolada" in licence["kolada"]
    assert "CC0" in licence["scb"]
