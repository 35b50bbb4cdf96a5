"""The page and Kolada: the button that fetches real values, searching and adding indicators, and what fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from app_driver import App

from builders import everywhere
from halsogap.catalog import added
from halsogap.catalog.catalog import Catalog
from halsogap.errors import HalsogapError
from halsogap.i18n import _texts, words
from halsogap.reading.reader import Reader
from halsogap.settings import KOLADA_VARIABLE
from halsogap.sources.kolada import api
from halsogap.sources.kolada.api import Patience
from halsogap.store.store import Store
from halsogap.sync.install import install
from halsogap.ui.indicators.search import QUICK
from halsogap.ui.map import panel
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import session

Open = Callable[..., App]
SV = words("sv")
FREE = "U21468"
"""One of Kolada's ids that the emulator has values of and the catalogue does not."""


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch, quick: Patience) -> None:
    """The page waits as a test can afford, and no answer of another test's is remembered."""
    monkeypatch.setattr(api, "Patience", lambda: quick)
    st.cache_data.clear()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, whole_catalog: Catalog) -> None:
    """A catalogue of two indicators, so that a sync takes a second."""
    catalog = Catalog({slug: whole_catalog[slug] for slug in ("fallskador_80", "trygg_ak5")})
    monkeypatch.setattr(Reader, "published_catalog", lambda _: catalog)


@pytest.fixture
def emulated(kolada_api: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv(KOLADA_VARIABLE, kolada_api.url)
    return kolada_api


@pytest.mark.parametrize(
    "page", ["map", *(pytest.param(page, marks=pytest.mark.slow) for page in ("indicators", "data"))]
)
@pytest.mark.usefixtures("few", "emulated")
def test_the_button_fetches_real_values_and_the_mark_goes(
    on_store: Callable[[Path], Open], own_demo: Path, page: str
) -> None:
    app = on_store(own_demo)(page)
    assert app.band
    app.press("fetch_demo").fine()
    assert app.band == ""
    assert "fetch_demo" not in app.buttons()
    assert "Klart." in "".join(toast.value for toast in app.test.toast)
    app.go("map").fine()
    assert "DEMO" not in app.html
    assert app.source.startswith("Källa: Kolada (N")
    assert Store(own_demo).current().manifest.kind == "real"


@pytest.mark.usefixtures("few")
def test_fetching_again_says_what_changed(
    on_store: Callable[[Path], Open], own_demo: Path, emulated: Any, whole_catalog: Catalog
) -> None:
    app = on_store(own_demo)("data").press("fetch_demo").fine()
    [kpi, *_] = whole_catalog["trygg_ak5"].kpis
    emulated.control(revise_share={"kpi": kpi, "share": 0.02, "factor": 0.9}, date="2027-01-01")
    app.press("fetch_again").fine()
    assert "0 nya" in app.notes
    assert " 0 ändrade" not in app.notes
    assert app.test.main.get("dataframe"), "the first changed values are listed"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "code": 503},
        {"kind": "html"},
        {"kind": "truncate", "keep": 0.5},
        {"kind": "status", "code": 429, "retry_after": "absent"},
    ],
    ids=lambda fault: f"{fault['kind']}{fault.get('code', '')}",
)
def test_a_sync_that_fails_is_one_sentence_and_the_values_stay(
    on_store: Callable[[Path], Open], own_demo: Path, emulated: Any, fault: dict[str, Any]
) -> None:
    app = on_store(own_demo)()
    before = (app.heading, app.finding, app.panel)
    emulated.control(faults=[fault])
    app.press("fetch_demo")
    assert not app.test.exception
    assert app.errors == [SV("error.SourceError")]
    assert "changed" in app.details
    assert app.band, "the values shown are still made up, and say so"
    assert (app.heading, app.finding, app.panel) == before


@pytest.mark.usefixtures("few")
def test_a_sync_without_a_network_is_one_sentence_and_the_values_stay(
    on_store: Callable[[Path], Open], own_demo: Path
) -> None:
    app = on_store(own_demo)().press("fetch_demo")
    assert app.errors == [SV("error.SourceError")]
    assert "127.0.0.1:9" in app.details
    assert app.band
    assert app.heading.startswith("Fallskador")
    app.select("within", "21")
    assert app.errors == [], "the sentence goes with the next choice"


@pytest.mark.usefixtures("few")
def test_an_address_that_is_none_is_said(
    on_store: Callable[[Path], Open], own_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KOLADA_VARIABLE, "kolada punkt se")
    app = on_store(own_demo)().press("fetch_demo")
    assert app.errors == [SV("error.BadInput")]
    assert "kolada punkt se" in app.details


def search(app: App, text: str) -> App:
    app.test.text_input[0].set_value(text)
    next(button for button in app.test.button if button.label == SV("indicators.search_button")).click().run()
    return app


def matches(app: App) -> list[str]:
    return sorted(key.removeprefix("add_") for key in app.buttons() if key.startswith("add_"))


@pytest.mark.usefixtures("emulated")
def test_one_search_after_another_each_finds_its_own(open_demo: Open) -> None:
    app = open_demo("indicators")
    for text in ("falls", "vård", "skola", "falls"):
        assert search(app, text).address["q"] == text
        assert app.test.text_input[0].value == text


@pytest.mark.usefixtures("emulated")
def test_an_indicator_is_searched_added_given_a_direction_shown_and_removed(
    on_store: Callable[[Path], Open], real: Path, whole_catalog: Catalog
) -> None:
    app = search(on_store(real)("indicators"), FREE).fine()
    assert app.address["q"] == FREE
    assert matches(app) == [FREE]
    app.press(f"add_{FREE}").fine()
    [slug] = added.listed(real)
    assert app.test.button(key=f"add_{FREE}").disabled, "it is there already"
    assert app.test.selectbox(key=f"better_{slug}").value == "unknown"
    app.test.selectbox(key=f"better_{slug}").set_value("lower").run()
    assert app.fine().test.selectbox(key=f"better_{slug}").value == "lower"
    shown = on_store(real)(indicator=slug).fine()
    assert shown.heading.startswith(SV.of(Reader(session.store()).catalog()[slug].name))
    app.press(f"remove_{slug}").fine()
    assert added.listed(real) == []
    assert on_store(real)(indicator=slug).fine().heading.startswith("Fallskador"), "a link to it falls back"


@pytest.mark.usefixtures("emulated")
def test_the_words_searched_for_are_in_the_address(open_demo: Open) -> None:
    app = search(open_demo("indicators"), "  falls  ")
    assert app.address["q"] == "falls"
    first = matches(app)
    assert matches(open_demo("indicators", q="falls").fine()) == first


@pytest.mark.usefixtures("emulated")
def test_nothing_found_is_said_in_words(open_demo: Open) -> None:
    app = search(open_demo("indicators"), "<b>xyzzy</b>").fine()
    assert [info.value for info in app.test.info] == [SV("indicators.none", words=f"”{plain('<b>xyzzy</b>')}”")]


def test_a_search_without_a_network_is_one_sentence(open_demo: Open) -> None:
    app = search(open_demo("indicators"), "ohälsotal")
    assert not app.test.exception
    assert app.errors == [SV("error.SourceError")]
    assert app.heading == SV("indicators.title")


@pytest.mark.usefixtures("emulated")
def test_what_is_searched_for_is_never_markdown(open_demo: Open) -> None:
    app = open_demo("indicators", q="![x](http://evil.example/x.png)")
    assert not app.test.exception
    [text] = [each.value for each in app.test.info]
    assert "!\\[x\\](http:\u2060//" in text


def test_a_blank_search_is_no_search(open_demo: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("halsogap.sources.kolada.indicators.search", lambda api, query: asked.append(query) or [])
    app = open_demo("indicators", q="  \t ")
    assert not app.test.exception
    assert (asked, list(app.test.info)) == ([], [])


def test_a_search_is_tried_once_and_briefly() -> None:
    assert QUICK.attempts == 1
    assert max(QUICK.silence, QUICK.longest_answer) <= 15


def test_an_empty_search_is_no_search(open_demo: Open) -> None:
    app = search(open_demo("indicators"), "   ").fine()
    assert "q" not in app.address
    assert matches(app) == []


def test_an_indicator_whose_values_do_not_come_is_not_left_in_the_catalogue(
    on_store: Callable[[Path], Open], real: Path, emulated: Any
) -> None:
    app = search(on_store(real)("indicators"), FREE)
    emulated.control(faults=[{"kind": "status", "code": 503, "match": "/data"}])
    app.press(f"add_{FREE}")
    assert not app.test.exception
    assert app.errors == [SV("error.SourceError")]
    assert added.listed(real) == []


@pytest.mark.usefixtures("emulated")
def test_an_indicator_that_kolada_has_no_values_of_is_not_added(on_store: Callable[[Path], Open], real: Path) -> None:
    app = search(on_store(real)("indicators"), "ohälsotal")
    app.press(f"add_{matches(app)[0]}")
    assert not app.test.exception
    assert app.errors == [SV("error.NoValues")]
    assert "has no values" in app.details
    assert added.listed(real) == []


def kinds(of: type[HalsogapError]) -> list[type[HalsogapError]]:
    """The kinds that are raised with a message and a mend; an upload's refusals are texts of both languages."""
    own = [of] if of.__init__ is HalsogapError.__init__ else []
    return [*own, *(kind for child in of.__subclasses__() for kind in kinds(child))]


@pytest.mark.parametrize("kind", kinds(HalsogapError), ids=lambda kind: kind.__name__)
def test_every_kind_of_error_has_a_sentence(open_demo: Open, monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    def fail(*_: object) -> None:
        raise kind("What happened.", "How to mend it.")

    app = open_demo()
    monkeypatch.setattr(panel, "panel_html", fail)
    app.test.run()
    assert not app.test.exception
    [said] = app.errors
    assert said in {SV(key) for key in _texts("sv") if key.startswith("error.")}
    assert app.details == "What happened. How to mend it."


def test_an_added_indicator_has_neutral_words_until_a_direction_is_set(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    folder = real_store(everywhere("fallskador_80", start=4000))
    added.add(folder, added_table("mitt"))
    install(Store(folder), everywhere("mitt"), None, kind="real", sources=["t"], replace={"mitt"}, force=True)
    app = on_store(folder)(indicator="mitt", area="2180", scheme="kolada").fine()
    assert "uppifrån" in app.panel
    added.set_better(folder, "mitt", "higher")
    assert "plats" in on_store(folder)(indicator="mitt", area="2180").fine().panel


def added_table(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "group": "egna",
        "name": "Mitt nyckeltal",
        "short": "Mitt",
        "definition": "Påhittat för ett test.",
        "unit": "number",
        "decimals": 1,
        "sexes": ["K", "M", "T"],
        "levels": ["riket", "lan", "kommun"],
        "series": [{"kpi": "N99999", "levels": ["riket", "lan", "kommun"]}],
    }
