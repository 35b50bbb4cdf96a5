"""The map frame's two parts as streamlit-folium sends them: constant, small, escaped, and asking no one else."""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
from typing import Any

import pandas as pd
import pytest
import streamlit_folium
from folium.plugins import DualMap

from halsogap import geography
from halsogap.figures.map import frame
from halsogap.figures.map.message import DIGITS, LiveMapView, MapTable, message
from halsogap.figures.palette import class_colours
from halsogap.i18n import words
from halsogap.model import Better, Level, Status
from halsogap.settings import STATIC_DIR
from halsogap.stats.classes import Scheme, classify
from halsogap.stats.ranks import rank


def table(seed: int = 1, level: Level = Level.KOMMUN, title: str = "Kvinnor", **changes: Any) -> MapTable:
    draw = random.Random(seed)
    codes = geography.codes(level)
    values = pd.Series([round(draw.gauss(6000, 900)) for _ in codes], dtype="float64")
    status = pd.Series(str(Status.VALUE), index=values.index)
    values[0], status[0] = math.nan, str(Status.MISSING)
    values[1], status[1] = math.nan, str(Status.SUPPRESSED)
    values[2], status[2] = math.nan, str(Status.NOT_APPLICABLE)
    classes = classify(values, Scheme.QUANTILES)
    assert classes is not None
    map_view = LiveMapView(
        title=title,
        colour="#5e3c99",
        label=f"Karta, {title}",
        national=6364,
        national_text="riket 6 364",
        values=values,
        statuses=status,
        classes=classes.of(values),
        ranks=rank(values, Better.LOWER),
    )
    return MapTable(
        **{
            **{"level": level, "map_views": (map_view, map_view), "words": words("sv"), "unit": "per 100 000"},
            **{"colours": class_colours(classes), "labels": tuple("abcdef"), "breaks": classes.breaks},
            **{"low": classes.low, "high": classes.high},
            **changes,
        }
    )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What `st_folium` gives the component for a table: its arguments."""
    caught: dict[str, Any] = {}
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: caught.update(arguments))

    def send(shown: MapTable, **settings: Any) -> dict[str, Any]:
        streamlit_folium.st_folium(
            frame.base_map(**settings), feature_group_to_add=frame.paint(shown), key="map", **frame.FRAME
        )
        return {name: value for name, value in caught.items() if name != "on_change"}

    return send


def painted(arguments: dict[str, Any]) -> dict[str, Any]:
    """The message inside the script that the frame evaluates."""
    found = re.search(r"halsogap\.paint\((.*)\);", arguments["feature_group"])
    assert found
    return json.loads(found[1])


def unpacked(text: str, count: int, lowest: int) -> list[int | None]:
    width = len(text) // count
    base = len(DIGITS)
    parts = [[DIGITS.index(sign) for sign in text[i * width : (i + 1) * width]] for i in range(count)]
    numbers = [sum(digit * base**place for place, digit in enumerate(reversed(part))) for part in parts]
    return [number + lowest - 1 if number else None for number in numbers]


def test_the_constant_part_is_the_same_for_every_table(sent: Any) -> None:
    first, second = sent(table(1)), sent(table(2, Level.LAN, mark="DEMO", focus="21", selected="21"))
    assert first["feature_group"] != second["feature_group"]
    assert {**first, "feature_group": ""} == {**second, "feature_group": ""}


def test_a_switch_is_small(sent: Any) -> None:
    arguments = sent(table())
    assert len(json.dumps(arguments)) < 7_000
    assert len(json.dumps({**arguments, "feature_group": ""})) < 1_600


def test_streamlit_folium_renames_nothing_in_the_scripts(sent: Any) -> None:
    arguments = sent(table())
    assert arguments["script"].startswith('var map_div=halsogap.createMap("map_div");')
    assert 'var map_div2=halsogap.createMap("map_div2");' in arguments["script"]
    assert "halsogap.start([map_div,map_div2]," in arguments["script"]
    assert arguments["returned_objects"] == []
    assert arguments["default"] == {}


def test_values_statuses_and_ranks_arrive_as_they_are(sent: Any) -> None:
    shown = table()
    map_view = painted(sent(shown))["panes"][0]
    assert map_view["classes"][:3] == "-./"
    assert [int(letter) for letter in map_view["classes"][3:]] == list(shown.map_views[0].classes[3:])
    values = unpacked(map_view["values"], 290, map_view["lowest"])
    assert values[:3] == [None, None, None]
    assert values[3:] == [int(value) for value in shown.map_views[0].values[3:]]
    ranks = ranked(map_view, 290)
    assert ranks[:3] == [None, None, None]
    assert ranks[3:] == list(shown.map_views[0].ranks[3:])


@pytest.mark.parametrize(
    ("better", "order"), [(Better.LOWER, 1), (Better.HIGHER, -1)], ids=["lowest first", "highest first"]
)
def test_ranks_of_exact_values_survive_though_values_are_shown_rounded(better: Better, order: int) -> None:
    exact = pd.Series([12.34, 12.31, 9.0, math.nan, 40.0, 12.34, 12.29, *range(100, 114)])
    said = one_pane(list(exact), list(rank(exact, better)))
    assert said["order"] == order
    assert ranked(said, 21) == [None if pd.isna(one) else one for one in rank(exact, better)]


def test_ranks_that_do_not_follow_the_values_are_sent_as_they_are() -> None:
    gaps = pd.Series([-5.0, 1.0, 3.0, *(float(n) for n in range(10, 28))])
    ranks = list(rank(gaps.abs(), Better.LOWER))
    said = one_pane(list(gaps), ranks)
    assert said["order"] == 0
    assert ranked(said, 21) == ranks


def one_pane(values: list[float], ranks: list[int]) -> dict[str, Any]:
    """A pane of counties as it is sent, its values shown with one decimal."""
    statuses = ["missing" if math.isnan(value) else "value" for value in values]
    classes = [-1 if math.isnan(value) else 0 for value in values]
    map_view = LiveMapView("T", "#111", "T", math.nan, "", values, statuses, classes, ranks)
    return message(MapTable(Level.LAN, (map_view,), words("sv"), "", decimals=1, colours=("#fff",), labels=("a",)))[
        "panes"
    ][0]


def ranked(map_view: dict[str, Any], count: int) -> list[int | None]:
    """The ranks of a pane as the painter finds them."""
    sent = unpacked(map_view["ranks"], count, 1)
    if not map_view["order"]:
        return sent
    steps = unpacked(map_view["values"], count, map_view["lowest"])
    shown = sorted(map_view["order"] * s for s, r in zip(steps, sent, strict=True) if r is not None and s is not None)
    return [
        None if r is None or s is None else shown.index(map_view["order"] * s) + r
        for s, r in zip(steps, sent, strict=True)
    ]


@pytest.mark.parametrize(
    ("decimals", "values"), [(0, [-12, 0, 40]), (1, [81.3, -0.04, 100.0]), (2, [0.987, 1.5, 1.25]), (0, [412345, 7, 0])]
)
def test_numbers_survive_packing(decimals: int, values: list[float]) -> None:
    count = len(geography.codes(Level.LAN))
    many = (values * count)[:count]
    map_view = LiveMapView("T", "#111", "T", math.nan, "", many, ["value"] * count, [0] * count, [None] * count)
    said = message(
        MapTable(Level.LAN, (map_view,), words("sv"), "", decimals=decimals, colours=("#fff",), labels=("a",))
    )
    back = unpacked(said["panes"][0]["values"], count, said["panes"][0]["lowest"])
    assert [step / 10**decimals for step in back if step is not None] == [
        round(value, decimals) + 0.0 for value in many
    ]
    assert said["panes"][0]["national"] is None


def test_nothing_but_missing_values_is_a_table_too(sent: Any) -> None:
    count = len(geography.codes(Level.KOMMUN))
    none = [math.nan] * count
    map_view = LiveMapView("T", "#111", "T", math.nan, "", none, ["missing"] * count, [-1] * count, [pd.NA] * count)
    said = painted(sent(MapTable(Level.KOMMUN, (map_view,), words("en"), "")))
    assert said["panes"][0]["classes"] == "-" * count
    assert said["low"] is None
    assert said["colours"] == []


HOSTILE = ("<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "{{ 'x' }}", 'a"b\\c', "\u2028\u2029")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(sent: Any, name: str) -> None:
    arguments = sent(table(title=name, unit=name, caption=name, labels=(name,) * 6))
    script = arguments["feature_group"]
    assert "<" not in script
    assert "{{" not in script
    assert "\u2028" not in script
    assert painted(arguments)["panes"][0]["title"] == name
    assert painted(arguments)["caption"] == name


def test_nobody_else_is_named(sent: Any) -> None:
    arguments = sent(table())
    assert "://" not in json.dumps(arguments)
    rendered = frame.base_map()
    assert "://" not in rendered.get_root().render().replace("http://www.w3.org", "")
    other = DualMap(tiles=None)
    for element in (other, other.m1):
        assert not [url for _, url in (*element.default_js, *element.default_css) if "://" in url]


def test_every_file_named_is_there(sent: Any) -> None:
    arguments = sent(table())
    links = [*arguments["js_links"], *arguments["css_links"], *re.findall(r"\.\./\.\./app/[^\"]+", arguments["script"])]
    assert len(links) == 13
    for link in links:
        assert link.startswith("../../app/static/")
        assert (STATIC_DIR / link.removeprefix("../../app/static/").partition("?")[0]).is_file(), link
    assert arguments["js_links"][0].endswith("leaflet.js")
    assert arguments["js_links"][-1].partition("?")[0].endswith("painter.js")
    assert re.search(r'"font":"\.\./\.\./static/media/SourceSans[^"]+woff2"', arguments["script"])


def test_vendored_files_are_those_of_the_list() -> None:
    vendor = STATIC_DIR / "vendor"
    listed = dict(re.findall(r"`([^`]+\.(?:js|css))` \| `([0-9a-f]{64})`", (vendor / "VENDOR.md").read_text("utf-8")))
    there = {str(f.relative_to(vendor)): f for f in vendor.rglob("*") if f.suffix in (".js", ".css")}
    assert set(listed) == set(there)
    for name, file in there.items():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[name], name
        assert (file.parent / "LICENSE").is_file()


def test_a_table_that_does_not_fit_is_refused() -> None:
    good = table()
    with pytest.raises(ValueError, match="290 values, but 21 areas"):
        MapTable(Level.LAN, good.map_views, words("sv"), "")
    with pytest.raises(ValueError, match="one or two panes"):
        MapTable(Level.KOMMUN, (), words("sv"), "")
    with pytest.raises(ValueError, match="do not make classes"):
        table(breaks=(1.0,))


def test_both_languages_have_what_the_painter_says() -> None:
    for language in ("sv", "en"):
        said = message(table(words=words(language), mark="DEMO påhittade värden"))
        assert said["language"] == language
        assert all(said["words"].values())
        assert "{rank}" in said["words"]["rank"]
        assert "{of}" in said["words"]["rank"]
        assert "{column}" in said["words"]["sort_by"]
        assert said["mark"].startswith("DEMO")
