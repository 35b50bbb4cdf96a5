"""The map frame: the one module that knows folium.

A page shows `base_map()` and `paint(table)` through `st_folium`. The first never changes, so streamlit-folium keeps
the frame, the maps and the reader's zoom; the second is one call with class letters, values and words, which the
painter in `static/` turns into two maps, a legend and a table. Geometry is fetched by the browser, by address.

    st_folium(base_map(), feature_group_to_add=paint(table), key="map", **FRAME)

gives {} or {"code": "2180", "n": 1764000000000}: the area chosen last (None: let go), and when, so that every choice
differs from the one before.
This leans on streamlit-folium's internals (the names map_div and map_div2, the script it evaluates); its version is
pinned, and tests/browser/test_painter.py says so loudly when an upgrade breaks it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.plugins import DualMap
from folium.template import Template

from halsogap.figures.map.message import SERVED, MapTable, message
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.settings import STATIC_DIR
from halsogap.sources import municipalities

FRAME: dict[str, Any] = {"height": 690, "use_container_width": True, "returned_objects": []}
"""How `st_folium` is called. The height holds until the painter has measured itself; no object of Leaflet's is
returned, so pan, zoom and hover never rerun the page."""

_VENDOR = (
    ("leaflet", "vendor/leaflet-1.9.4/leaflet.js"),
    ("sync", "vendor/leaflet.sync-0.2.4/L.Map.Sync.js"),
    ("topojson", "vendor/topojson-client-3.1.0/topojson-client.min.js"),
)
_PAINTER = ("message", "geography", "maps", "legend", "table", "tools")
"""The parts in static/painter, in the order they need each other; static/painter.js puts them together."""

_DRAW = "vendor/leaflet-draw-1.0.4/leaflet.draw"
_DRAWING = ("message", "geography", "maps", "draw")
"""The parts of the map on which one's own areas are drawn."""

DRAWING_WORDS = (
    *("label", "polygon", "rectangle", "start", "cont", "end", "drag", "release", "crossing", "cancel", "finish"),
    *("undo", "edit", "remove", "editing", "removing", "save", "clear", "zoom_in", "zoom_out"),
)
"""The texts under `draw.` that the drawing map says itself."""

# A class of folium's own loads scripts from five foreign hosts. These lists are shared by every map of the process:
# set once, here, so that no map in it ever asks anyone else.
folium.Map.default_js = [("leaflet", f"{SERVED}/{_VENDOR[0][1]}")]
folium.Map.default_css = [("leaflet_css", f"{SERVED}/vendor/leaflet-1.9.4/leaflet.css")]
DualMap.default_js = [("sync", f"{SERVED}/{_VENDOR[1][1]}")]


class _Frame(DualMap):
    """Both maps and the painter over them, in a script of three lines that is the same for every table.

    One map view hides the second map instead of taking it away, so that switching between one and two keeps the frame.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}halsogap.start([map_div,map_div2],{{ this.settings }});{% endmacro %}"
    )
    _map_template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }}="
        "halsogap.createMap({{ this.get_name()|tojson }});{% endmacro %}"
    )

    def __init__(self, settings: str) -> None:
        super().__init__(tiles=None)
        self.settings = settings
        self.default_js = _scripts()
        self.default_css = _styles()
        # streamlit-folium gives the maps these names in the end. With branca's random ones until then, the header it
        # sends would differ at every rerun; without folium's own templates it is also 2 kB shorter.
        for side, name in ((self.m1, "div"), (self.m2, "div2")):
            side._id = name
            side._template = self._map_template
            side.render = self.render

    def render(self, **_: object) -> None:
        """Nothing: streamlit-folium asks four times for a page that it throws away, and reads the scripts directly."""


class _DrawingFrame(_Frame):
    """One map to draw on, in the same frame: what streamlit-folium knows of it is that it is one of two."""

    _template = Template(
        "{% macro script(this, kwargs) %}halsogap.startDrawing(map_div,{{ this.settings }});{% endmacro %}"
    )

    def __init__(self, settings: str) -> None:
        super().__init__(settings)
        vendored = [*_VENDOR, ("draw_library", f"{_DRAW}.js")]
        own = [(part, _versioned(f"painter/{part}.js")) for part in _DRAWING]
        self.default_js = [*((name, f"{SERVED}/{file}") for name, file in vendored), *own]
        self.default_css = [*_styles(), ("draw_css", f"{SERVED}/{_DRAW}.css")]


class _Paint(MacroElement):
    """One call of the painter."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.call }}{% endmacro %}")

    def __init__(self, call: str) -> None:
        super().__init__()
        self._name = "Paint"
        self.call = call


def base_map(geometry_url: str | None = None) -> DualMap:
    """The constant part: two bare maps and the painter.

    Parameters
    ----------
    geometry_url
        Where the browser finds the geometry; by default the committed file among Streamlit's static files.
    """
    settings = {
        "geometry": geometry_url or f"{SERVED}/geo/{municipalities.served(Level.KOMMUN).file}",
        "font": _font(),
    }
    return _Frame(_script(settings))


def paint(table: MapTable) -> folium.FeatureGroup:
    """The variable part: what to show now, for `st_folium(feature_group_to_add=…)`."""
    group = folium.FeatureGroup(control=False)
    group.add_child(_Paint(f"halsogap.paint({_script(message(table))});"))
    return group


def drawing_map(words: Words) -> DualMap:
    """The constant part of the map on which own areas are drawn, with its texts; another language mounts it anew.

    `st_folium(drawing_map(words), feature_group_to_add=show_for_drawing(…), key=…, **FRAME)` gives {} or
    {"areas": a GeoJSON FeatureCollection in SWEREF 99 TM, "n": when}: it is the browser's, to be checked like a file.
    """
    spoken = {name: words(f"draw.{name}") for name in DRAWING_WORDS}
    return _DrawingFrame(
        _script({"geometry": f"{SERVED}/geo/{municipalities.served(Level.KOMMUN).file}", "words": spoken})
    )


def show_for_drawing(focus: str | None, level: Level | None, files: tuple[str, ...]) -> folium.FeatureGroup:
    """The variable part of the drawing map: the municipality to show, and the files with its small areas' borders."""
    group = folium.FeatureGroup(control=False)
    script = _script({"focus": focus, "level": level, "files": files})
    group.add_child(_Paint(f"halsogap.showForDrawing({script});"))
    return group


def _script(value: Any) -> str:
    """`value` as JSON that may stand in a script: names from data can end neither the script nor a template."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in (
        ("<", "\\u003c"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
        ("{{", "{\\u007b"),
    ):
        text = text.replace(sign, escaped)
    return text


def _versioned(file: str) -> str:
    return f"{SERVED}/{file}?{_version()}"


@cache
def _scripts() -> list[tuple[str, str]]:
    own = [(part, _versioned(f"painter/{part}.js")) for part in _PAINTER] + [("painter", _versioned("painter.js"))]
    return [(name, f"{SERVED}/{file}") for name, file in _VENDOR] + own


@cache
def _styles() -> list[tuple[str, str]]:
    return [*folium.Map.default_css, ("painter_css", _versioned("painter.css"))]


@cache
def _version() -> str:
    """A mark of the painter's content in its addresses: browsers may keep the files until they change."""
    files = [STATIC_DIR / "painter.js", STATIC_DIR / "painter.css", *sorted((STATIC_DIR / "painter").glob("*.js"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


@cache
def _font() -> str:
    """Streamlit's own Source Sans, from the component's frame; empty where this Streamlit has none."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        return ""
    fonts = sorted(Path(spec.origin).parent.glob("static/static/media/SourceSans*Upright*.woff2"))
    return f"../../static/media/{fonts[0].name}" if fonts else ""
