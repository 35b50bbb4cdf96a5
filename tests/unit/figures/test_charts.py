"""Charts look alike, speak the page's language, and carry title, source and mark into every file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import altair as alt
import pandas as pd
import pytest
from markupsafe import Markup

from halsogap.catalog.catalog import Catalog
from halsogap.exporting import png, svg
from halsogap.exporting.sheet import lines
from halsogap.figures.charts import ChartPicture, Filled, templated, themed
from halsogap.figures.figure import Address, Figure, Sentence, Table, plain
from halsogap.figures.provenance import Origin, Provenance
from halsogap.i18n import words
from halsogap.model import Sex

SV = words("sv")

Make = Callable[..., Figure]


@pytest.fixture
def figure(whole_catalog: Catalog) -> Make:
    """A figure of a chart, of one published indicator, made up where `demo`."""

    def make(chart: alt.TopLevelMixin | Filled, language: str = "sv", *, demo: bool = False) -> Figure:
        origin = Origin(whole_catalog["fallskador_80"], "2026-01-01", made_up=demo)
        return Figure(
            id="test.chart",
            address=Address("map", {}),
            title="Fall <b> & fler",
            finding=Sentence(Markup('I <b class="hg-K">riket</b> faller 6&nbsp;364.')),
            table=Table(lambda: pd.DataFrame({"x": [1]})),
            provenance=Provenance((origin,), language),
            alternative="",
            stem="fall",
            picture=ChartPicture(lambda: chart, language),
            notes=("Treårsmedelvärden.",),
        )

    return make


@pytest.fixture
def chart() -> alt.Chart:
    frame = pd.DataFrame({"year": [2021, 2022], "value": [12000.5, 21000.5]})
    return alt.Chart(frame).mark_line().encode(x="year:O", y=alt.Y("value:Q", axis=alt.Axis(format=",.1f")))


def said_in(picture: bytes) -> str:
    return " ".join(re.findall(r"<text[^>]*>(.*?)</text>", picture.decode("utf-8")))


def test_a_picture_says_its_title_finding_notes_and_source_as_text(chart: alt.Chart, figure: Make) -> None:
    text = said_in(svg.write([figure(chart)]))
    assert "Fall &lt;b&gt; &amp; fler" in text
    assert "I riket faller 6 364." in text
    assert "Treårsmedelvärden." in text
    assert "Källa: Kolada (N20402)" in text


@pytest.mark.parametrize(("language", "number"), [("sv", "14\u202f000,0"), ("en", "14,000.0")])
def test_a_picture_writes_numbers_as_its_language_does(
    chart: alt.Chart, figure: Make, language: str, number: str
) -> None:
    assert number in said_in(svg.write([figure(chart, language)]))


def test_only_made_up_values_are_marked_and_then_three_times_across_the_picture(chart: alt.Chart, figure: Make) -> None:
    assert said_in(svg.write([figure(chart)])).count("DEMO") == 0
    assert said_in(svg.write([figure(chart, demo=True)])).count("DEMO påhittade värden") == 3


def test_a_png_is_twice_as_large_as_its_svg(chart: alt.Chart, figure: Make) -> None:
    width = re.search(r'width="([\d.]+)"', svg.write([figure(chart)]).decode())
    assert width
    head = png.write([figure(chart)])[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert abs(int.from_bytes(head[16:20], "big") - 2 * float(width[1])) <= 2


def test_a_figure_without_a_picture_is_refused(chart: alt.Chart, figure: Make) -> None:
    with pytest.raises(ValueError, match=r"test\.chart has no picture"):
        svg.write([replace(figure(chart), picture=None)])


def test_long_words_stay_within_the_sheet(chart: alt.Chart, figure: Make) -> None:
    drawn = svg.write([replace(figure(chart), title="Andel " * 60)]).decode()
    assert drawn.count('font-weight="bold" fill') >= 4, "the title is broken into lines"


def test_a_chart_that_the_page_explains_beside_it_explains_itself_in_a_file(chart: alt.Chart, figure: Make) -> None:
    picture = ChartPicture(lambda: chart, "sv", draw_for_file=lambda: chart.properties(title="Förklaring"))
    assert "Förklaring" not in str(picture.spec())
    assert "Förklaring" in said_in(svg.write([replace(figure(chart), picture=picture)]))


def test_what_a_chart_draws_can_be_had_as_data(chart: alt.Chart) -> None:
    (frame,) = ChartPicture(lambda: chart, "sv").marks().values()
    assert frame["value"].tolist() == [12000.5, 21000.5]


def test_the_page_shows_no_menu_that_leads_to_another_host(chart: alt.Chart) -> None:
    assert themed(chart, SV).to_dict()["usermeta"]["embedOptions"]["actions"] is False


def test_a_finding_is_broken_between_words_and_without_its_markup() -> None:
    assert plain("<b>Fler</b> kvinnor &amp; män") == "Fler kvinnor & män"
    assert lines("en två tre fyra", 9) == ["en två", "tre fyra"]


def test_a_sentence_comes_in_pieces_that_say_whose_numbers_are_whose() -> None:
    said = Sentence(Markup('I <b>Åre</b> är det <b class="hg-K">1&nbsp;&lt; 2</b> mot <b class="hg-M">3</b>.'))
    assert [(run.text, run.sex, run.strong) for run in said.runs] == [
        ("I ", None, False),
        ("Åre", None, True),
        (" är det ", None, False),
        ("1\xa0< 2", Sex.K, True),
        (" mot ", None, False),
        ("3", Sex.M, True),
        (".", None, False),
    ]


def test_a_template_becomes_a_picture_with_the_data_and_texts_it_is_filled_with(figure: Make) -> None:
    over = alt.Chart(alt.NamedData(name="dots"))
    template = templated(over.mark_text().encode(x=alt.X("x:Q", title="@x"), text="name:N"), SV)
    filled = Filled(template, {"dots": pd.DataFrame({"x": [1000.5], "name": ["<Åre>"]})}, {"@x": "Värde på x"})
    text = said_in(svg.write([figure(filled)]))
    assert "&lt;Åre&gt;" in text
    assert "Värde på x" in text
    assert "@x" not in text
    assert template["encoding"]["x"]["title"] == "@x"
    assert list(figure(filled).picture.marks()) == ["dots"]
