"""Where values come from: the line, the rows, the mark and the file's name, from one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.provenance import BY_ROW, Origin, Provenance, file_name, named
from halsogap.i18n import words
from halsogap.model import OWN_GROUP, Indicator, Level, Source

SV = words("sv")
ROWS = pd.DataFrame({"värde": [1.0, 2.0]})

Of = Callable[..., Provenance]


@pytest.fixture
def published(whole_catalog: Catalog) -> Indicator:
    return whole_catalog["fallskador_80"]


@pytest.fixture
def mine(published: Indicator) -> Indicator:
    return replace(published, slug="own_mitt", group=OWN_GROUP, series=(), source=Source("own", "vaccin.csv", "", ""))


def of(*origins: Origin, computed: str = "Gap", language: str = "sv") -> Provenance:
    return Provenance(origins, language, computed)


def test_what_is_published_says_publisher_ids_day_and_what_is_computed(published: Indicator) -> None:
    line = of(Origin(published, "2026-11-22")).line
    assert line == "Källa: Kolada (N20402), hämtad 22 november 2026. Gap: egen bearbetning av data från Kolada."
    assert of(Origin(published, "2026-11-22"), computed="").row() == "Källa: Kolada"


def test_of_many_ids_none_is_named_and_publishers_of_a_day_share_a_sentence(
    whole_catalog: Catalog, published: Indicator
) -> None:
    """The line closes both sheets of a printed profile: with some publishers' ids it made a third page."""
    origins = [Origin(each, "2026-11-22") for each in whole_catalog.values()]
    names = ", ".join(dict.fromkeys(each.source.name for each in whole_catalog.values()))
    assert of(*origins, computed="").line == f"Källa: {names}, hämtad 22 november 2026."
    later = [replace(origin, day="2026-11-24") for origin in origins if origin.indicator.source != published.source]
    same = [origin for origin in origins if origin.indicator.source == published.source]
    assert of(*same, *later, computed="").line == (
        "Källa: Kolada, hämtad 22 november 2026. Källa: SCB, hämtad 24 november 2026."
    )


def test_made_up_values_never_name_their_publisher(published: Indicator) -> None:
    for language in ("sv", "en"):
        demo = of(Origin(published, "2026-11-22", made_up=True), language=language)
        assert demo.line.startswith("DEMO")
        assert demo.row().startswith("DEMO")
        assert demo.mark.startswith("DEMO")
        assert demo.file_name("fall 2021", "csv") == "DEMO_fall_2021.csv"
        assert demo.sheet("values").startswith("DEMO ")
        assert demo.marked(ROWS).iloc[0].tolist()[-1] == "DEMO"


def test_what_a_visitor_has_brought_is_theirs_also_in_a_demo_store(mine: Indicator) -> None:
    own = replace(of(Origin(mine, "2026-11-22")), demo_store=True)
    assert own.line == "Källa: egna data (vaccin.csv). Gap: egen bearbetning av egna data."
    assert own.row() == "Egen bearbetning av egna data (vaccin.csv)"
    assert not own.demo
    assert own.mark == ""
    assert "DEMO" not in own.marked(ROWS).columns
    assert own.file_name("fall", "csv") == "fall.csv"


def test_own_values_of_made_up_areas_say_that_the_areas_are(mine: Indicator) -> None:
    own = of(Origin(mine, "2026-11-22", made_up_areas=True))
    assert own.mark == "DEMO påhittade områden"
    assert own.row() == "DEMO: egna data (vaccin.csv) på områden som är påhittade av Hälsogap"
    assert "områdena är påhittade" in own.line
    rested = of(Origin(mine, "2026-11-22", made_up=True))
    assert rested.mark == "DEMO påhittade värden"
    assert "påhittade värden" in rested.line


def test_what_rests_on_anything_of_the_visitors_is_not_put_in_a_publishers_name(
    mine: Indicator, published: Indicator
) -> None:
    both = of(Origin(published, "2026-11-20"), Origin(mine, "2026-11-22"))
    assert both.row() == "Egen bearbetning av egna data (vaccin.csv)"
    assert both.row(published) == "Egen bearbetning av data från Kolada"
    assert both.day == "2026-11-22"
    assert "Kolada (N20402)" in both.line
    assert "egna data (vaccin.csv)" in both.line


def test_a_table_of_several_indicators_marks_each_row_by_its_own(mine: Indicator, published: Indicator) -> None:
    rows = ROWS.set_axis([published.slug, mine.slug]).rename_axis(BY_ROW)
    found = of(Origin(published, "2026-11-20", made_up=True), Origin(mine, "2026-11-22")).marked(rows)
    assert found["källa"].str[:4].tolist() == ["DEMO", "Egen"]
    assert found["hämtad"].tolist() == ["2026-11-20", "2026-11-22"]
    assert found["DEMO"].tolist() == ["DEMO", ""]


def test_an_indicator_without_ids_has_no_empty_brackets(mine: Indicator, published: Indicator) -> None:
    assert named(mine, SV) == SV.of(mine.name)
    about = of(Origin(mine, "2026-11-22")).about({"år": "2023"})
    assert list(about) == ["nyckeltal", "år", "källa"]
    assert "()" not in "".join(about.values())


def test_carried_values_say_out_of_which_areas(published: Indicator) -> None:
    assert "ur värden för DeSO" in of(Origin(published, "2026-11-22", interpolated_from=Level.DESO)).line


def test_many_indicators_are_not_listed_by_their_ids(whole_catalog: Catalog) -> None:
    origins = [Origin(each, "2026-11-22") for each in whole_catalog.values() if each.source.name == "Kolada"]
    assert of(*origins).line.startswith("Källa: Kolada, hämtad 22 november 2026.")


def test_further_sources_close_the_line(published: Indicator) -> None:
    line = of(Origin(published, "2026-11-22")).adding("Styckkostnad: SKR.", "").line
    assert line.endswith("Styckkostnad: SKR.")


def test_file_names_have_nothing_that_a_path_could_use() -> None:
    assert file_name("../../etc/passwd", "csv") == "etc_passwd.csv"
    assert file_name("///", "csv") == "halsogap.csv"
    assert file_name("fallskador_80 2021", "csv", demo=True) == "DEMO_fallskador_80_2021.csv"
