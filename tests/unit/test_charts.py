"""Charts look alike, speak the page's language, and carry title, source and mark into every picture."""

import re

import altair as alt
import pandas as pd
import pytest

from halsogap.figures.charts import Filled, Said, lines, plain, png, svg, templated, themed
from halsogap.i18n import Words, words

SV, EN = words("sv"), words("en")
SAID = Said("Fall <b> & fler", "I <b>riket</b> faller 6 364.", "Källa: Kolada (N20402).")


@pytest.fixture
def chart() -> alt.Chart:
    frame = pd.DataFrame({"year": [2021, 2022], "value": [12000.5, 21000.5]})
    return alt.Chart(frame).mark_line().encode(x="year:O", y=alt.Y("value:Q", axis=alt.Axis(format=",.1f")))


def said_in(picture: bytes) -> str:
    return " ".join(re.findall(r"<text[^>]*>(.*?)</text>", picture.decode("utf-8")))


def test_a_picture_says_its_title_finding_and_source_as_text(chart: alt.Chart) -> None:
    text = said_in(svg(chart, SAID, SV))
    assert "Fall &lt;b&gt; &amp; fler" in text
    assert "I riket faller 6 364." in text
    assert "Källa: Kolada (N20402)." in text


@pytest.mark.parametrize(("language", "number"), [(SV, "14\u202f000,0"), (EN, "14,000.0")])
def test_a_picture_writes_numbers_as_its_language_does(chart: alt.Chart, language: Words, number: str) -> None:
    assert number in said_in(svg(chart, SAID, language))


def test_only_made_up_values_are_marked_and_then_three_times_across_the_picture(chart: alt.Chart) -> None:
    marked = Said(SAID.title, SAID.finding, SAID.source, "DEMO")
    assert said_in(svg(chart, SAID, SV)).count("DEMO") == 0
    assert said_in(svg(chart, marked, SV)).count("DEMO") == 3


def test_a_png_is_twice_as_large_as_its_svg(chart: alt.Chart) -> None:
    width = re.search(r'width="([\d.]+)"', svg(chart, SAID, SV).decode())
    assert width
    head = png(chart, SAID, SV)[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert abs(int.from_bytes(head[16:20], "big") - 2 * float(width[1])) <= 2


def test_the_page_shows_no_menu_that_leads_to_another_host(chart: alt.Chart) -> None:
    assert themed(chart, SV).to_dict()["usermeta"]["embedOptions"]["actions"] is False


def test_a_finding_is_broken_between_words_and_without_its_markup() -> None:
    assert plain("<b>Fler</b> kvinnor &amp; män") == "Fler kvinnor & män"
    assert lines("en två tre fyra", 9) == ["en två", "tre fyra"]


def test_a_template_becomes_a_picture_with_the_data_and_texts_it_is_filled_with() -> None:
    over = alt.Chart(alt.NamedData(name="dots"))
    template = templated(over.mark_text().encode(x=alt.X("x:Q", title="@x"), text="name:N"), SV)
    filled = Filled(template, {"dots": pd.DataFrame({"x": [1000.5], "name": ["<Åre>"]})}, {"@x": "Värde på x"})
    text = said_in(svg(filled, SAID, SV))
    assert "&lt;Åre&gt;" in text
    assert "Värde på x" in text
    assert "Källa: Kolada (N20402)." in text
    assert "@x" not in text
    assert template["encoding"]["x"]["title"] == "@x"
