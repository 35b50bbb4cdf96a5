"""How areas are brought: a file of polygons with its column of names, or a map to draw them on."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from halsogap.errors import BadInput
from halsogap.figures.map.frame import FRAME, drawing_map, show_for_drawing
from halsogap.figures.map.message import served
from halsogap.figures.own_areas.sentences import listed, remarks
from halsogap.geography import area, codes
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.reading import areas as cached_areas
from halsogap.settings import polygon_limit
from halsogap.sources.polygons.file import PolygonFile, read
from halsogap.sources.polygons.own_areas import OwnAreas, name_columns, own_areas
from halsogap.ui.brought import areas as kept
from halsogap.ui.frame import frame
from halsogap.ui.parts import components
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import selection, session

ENDINGS = ("geojson", "json", "gpkg", "zip", "parquet")
MOST_DRAWN = 200
"""How many drawn areas are named by hand: nobody draws more."""

_WAY, _FILE, _READ, _DRAWING = "own_areas_way", "own_areas_file", "own_areas_read", "own_areas_drawing"
_HEIGHT = 522


def form(words: Words) -> None:
    """The choice between the two ways, and the chosen one, down to the button that keeps the areas."""
    way = st.segmented_control(
        words("own_areas.way"),
        ["file", "draw"],
        format_func=lambda way: words(f"own_areas.way_{way}"),
        default="file",
        key=_WAY,
        required=True,
    )
    if way == "draw":
        drawing(words)
    else:
        file(words)


@frame.guarded
def file(words: Words) -> None:
    """A file, and the column with the areas' names."""
    given = st.file_uploader(
        words("own_areas.file", most=words.number(polygon_limit("HALSOGAP_POLYGON_BYTES") / 1e6)),
        type=list(ENDINGS),
        help=words("own_areas.file_help"),
        key=_FILE,
    )
    if given is None:
        return
    opened: tuple[str, PolygonFile] | None = st.session_state.get(_READ)
    try:
        if opened is None or opened[0] != given.file_id:
            opened = st.session_state[_READ] = (given.file_id, read(given.getvalue(), given.name))
        _of_file(opened[1], words)
    except BadInput as error:
        frame.show_error(error, words("own_areas.bad_file", name=plain(given.name)))


def _of_file(given: PolygonFile, words: Words) -> None:
    """The areas of a file that has been read, by the column that is chosen for their names."""
    columns: list[str | None] = [*name_columns(given), None]
    column = st.selectbox(
        words("own_areas.column"),
        columns,
        format_func=lambda column: words("own_areas.numbered") if column is None else str(column),
        key="own_areas_column",
    )
    _offer(own_areas(given, column), words)
    if given.warnings:
        with st.expander(words("own_areas.about_file")):
            st.text("\n".join(given.warnings))


@frame.guarded
def drawing(words: Words) -> None:
    """A map to draw on, and a name for each area that has been drawn."""
    choice, _ = selection.current()
    chosen = next((code for code in (choice.area, choice.within) if code and len(code) == 4 and code != "0000"), None)
    kommuner = codes(Level.KOMMUN)
    focus = st.selectbox(
        words("own_areas.focus"),
        kommuner,
        index=kommuner.index(chosen) if chosen in kommuner else None,
        format_func=lambda code: area(code).name,
        placeholder=words("own_areas.focus_none"),
        key="own_areas_focus",
    )
    level, files = _borders(focus)
    returned = st_folium(
        drawing_map(words),
        feature_group_to_add=show_for_drawing(focus, level, files),
        key=_DRAWING,
        **{**FRAME, "height": _HEIGHT},
    )
    drawn = _drawn(returned)
    if not drawn:
        st.html(f'<p class="hg-quiet">{words("own_areas.draw_help")}</p>')
        return
    columns = st.columns(3)
    names = []
    for number, _ in enumerate(drawn, start=1):
        usual = words("own_areas.drawn_name", number=number)
        given = columns[(number - 1) % 3].text_input(
            words("own_areas.name_of", number=number), placeholder=usual, max_chars=80, key=f"own_area_name_{number}"
        )
        names.append(given.strip() or usual)
    named = [{**shape, "properties": {"name": name}} for shape, name in zip(drawn, names, strict=True)]
    content = json.dumps({"type": "FeatureCollection", "features": named}).encode()
    # The frame is the browser's: what it sends is read as a file is, with the same checks.
    _offer(own_areas(read(content, words("own_areas.drawn")), "name"), words)


def _drawn(returned: Any) -> list[dict[str, Any]]:
    """The shapes in what the frame says; none where it says something else."""
    areas = returned.get("areas") if isinstance(returned, dict) else None
    features = areas.get("features") if isinstance(areas, dict) else None
    if not isinstance(features, list):
        return []
    return [{"type": "Feature", "geometry": f.get("geometry")} for f in features[:MOST_DRAWN] if isinstance(f, dict)]


def _borders(focus: str | None) -> tuple[Level | None, tuple[str, ...]]:
    """The level whose borders are there to draw along, and the files that hold them: the newest small areas."""
    reader = session.reader()
    editions = reader.area_store.editions() if focus else []
    for level in (Level.DESO, Level.MADE_UP):
        for edition in editions:
            if edition.level is level and edition.files(focus):
                ready = cached_areas.edition(reader, level, edition.vintage)
                return level, tuple(served(each.file) for each in ready.files(focus)) if ready else ()
    return None, ()


def _offer(areas: OwnAreas, words: Words) -> None:
    """What the areas are, with the button that keeps them."""
    components.notes(remarks(areas, words))
    names = listed(areas.polygons["name"].tolist(), words)
    st.html(components.quiet(words("own_areas.found", n=len(areas.polygons), names=names)))
    if st.button(words("own_areas.use"), key="own_areas_use", type="primary"):
        kept.keep(areas)
        st.session_state.pop(_READ, None)
        st.rerun()
