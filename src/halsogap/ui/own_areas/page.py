"""What is told of own areas: what to know of them, who lives there, and how much of that rests on split areas."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Indicator, Level, Sex
from halsogap.reading.brought import BroughtAreas
from halsogap.reading.own_area_values import CARRIED_FROM, POPULATIONS
from halsogap.sources.polygons.own_areas import OUTSIDE, OwnAreas
from halsogap.stats.areal.carry import rests_on
from halsogap.ui.brought import areas as own_areas
from halsogap.ui.parts import components, map_bar
from halsogap.ui.state import selection, session

LISTED = 6
"""How many names a sentence has before it says how many more there are."""


@dataclass(frozen=True)
class Living:
    """Who lives in own areas: `people` by code (NaN where nobody knows), of `indicator` and `period`; `split`,
    `uncovered` by code."""

    indicator: Indicator
    period: int
    people: pd.Series
    split: pd.Series
    uncovered: pd.Series

    @property
    def split_in_all(self) -> float:
        """The part of all the people that rests on areas which also lie elsewhere."""
        whole = float(self.people.sum())
        return float((self.people * self.split).sum()) / whole if whole else 0.0


def quiet(text: str) -> str:
    """`text` as a quiet paragraph."""
    return f'<p class="hg-quiet">{escape(text)}</p>'


def listed(names: list[str], words: Words) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:LISTED])
    return words("own_areas.and_more", names=shown, n=len(names) - LISTED) if len(names) > LISTED else shown


def remarks(areas: OwnAreas, words: Words) -> None:
    """One sentence for each thing to know of the areas."""
    components.notes([words(f"own_areas.remark_{r.kind}", names=listed(list(r.names), words)) for r in areas.remarks])


def living(held: BroughtAreas) -> Living | None:
    """Who lives in the areas, the last year that is known; None where there is no population of small areas."""
    reader = session.reader()
    coverage = reader.coverage()
    slug = next((s for s in POPULATIONS if Level.OWN in coverage.levels(s)), None)
    found = reader.carried(slug) if slug else None
    if slug is None or found is None:
        return None
    period = coverage.periods(slug, Level.OWN)[-1]
    codes = held.table["code"].tolist()
    people = [reader.area_values(slug, Level.OWN, code, period).get(Sex.T, float("nan")) for code in codes]
    rests = [rests_on(found[0].told, code, period) for code in codes]
    split, uncovered = ([part[at] for part in rests] for at in (0, 2))
    series = (pd.Series(column, index=codes, dtype=float) for column in (people, split, uncovered))
    return Living(reader.catalog()[slug], period, *series)


def finding(held: BroughtAreas, found: Living | None, words: Words) -> str:
    """The page's answer: how many areas, how many people, and how much of that is an estimate. As HTML."""
    reader = session.reader()
    places = sorted({area(code).name for code in held.table["parent"]})
    key = "own_areas.count" if len(held.table) > 1 else "own_areas.count_one"
    said = [words(key, n=words.number(len(held.table)), places=listed(places, words), name=held.areas.name)]
    if found is not None and found.people.notna().any():
        behind = words(f"level.many_{reader.level_behind(found.indicator.slug, Level.OWN)}")
        people, percent = words.number(float(found.people.sum())), words.number(found.split_in_all * 100)
        said.append(words("own_areas.people", people=people, year=found.period, percent=percent, areas=behind))
    return escape(" ".join(said))


def table(held: BroughtAreas, found: Living | None, words: Words) -> None:
    """Every area: where it lies, how large it is, who lives there, and how much of that rests on split areas."""
    reader = session.reader()
    polygons = held.areas.polygons
    rows = pd.DataFrame(
        {
            words("map.area"): polygons["name"],
            words("map.municipality"): [area(code).name for code in polygons["parent"]],
            words("own_areas.surface"): [words.number(size / 1e6, 1) for size in polygons.geometry.area],
        }
    )
    if found is not None:
        behind = words(f"level.many_{reader.level_behind(found.indicator.slug, Level.OWN)}")
        people = found.people.reindex(polygons.index)
        rows[words("own_areas.living", year=found.period)] = [
            words("status.missing") if pd.isna(n) else words.number(n) for n in people
        ]
        rows[words("own_areas.split", areas=behind)] = [
            "–" if pd.isna(n) else words("panel.percent", n=words.number(part * 100))
            for n, part in zip(people, found.split.reindex(polygons.index), strict=True)
        ]
    st.dataframe(rows, hide_index=True, width="stretch", alt=words("own_areas.table"))
    if found is not None:
        bare = polygons["name"][(found.uncovered.reindex(polygons.index) > OUTSIDE).to_numpy()].tolist()
        if bare:
            components.notes([words("own_areas.remark_uncovered", areas=behind, names=listed(bare, words))])


def to_map(held: BroughtAreas, words: Words) -> None:
    """The indicators that the areas have values of, and the way to the map of the one that is chosen."""
    reader = session.reader()
    catalog, coverage = reader.catalog(), reader.coverage()
    having = [slug for slug in catalog if Level.OWN in coverage.levels(slug)]
    if not having:
        st.html(quiet(words("own_areas.no_values")))
        return
    wish = selection.wish().indicator
    with st.container(horizontal=True, vertical_alignment="bottom"):
        slug = st.selectbox(
            words("control.indicator"),
            having,
            index=having.index(wish) if wish in having else 0,
            format_func=lambda slug: map_bar.short(catalog[slug], words),
            key="own_areas_indicator",
        )
        if st.button(words("own_areas.see"), key="own_areas_see", type="primary"):
            selection.choose(indicator=slug, level=Level.OWN, within=_common(held), area=None)
            st.switch_page("pages/map.py")
    lost = [
        words.of(indicator.short)
        for s, indicator in catalog.items()
        if s not in having and set(coverage.levels(s)) & set(CARRIED_FROM)
    ]
    if lost:
        st.html(quiet(words("own_areas.not_carried", names=listed(lost, words))))


def _common(held: BroughtAreas) -> str:
    """The smallest area that has all own ones: a municipality, a county or the country."""
    parents = set(held.table["parent"])
    counties = {code[:2] for code in parents}
    return next((found.pop() for found in (parents, counties) if len(found) == 1), RIKET_CODE)


def foot(held: BroughtAreas, found: Living | None, words: Words) -> None:
    """Where the numbers are from, the areas as a file that can be opened again, and the way to let them go."""
    polygons = held.areas.polygons

    def geojson() -> str:
        return polygons[["name", "geometry"]].to_crs("EPSG:4326").to_json()

    with st.container(key="page_foot", horizontal=True, vertical_alignment="center"):
        said = components.source_line(found.indicator, words, level=Level.OWN) if found else ""
        boundaries = words("own_areas.boundaries", source=held.areas.name)
        st.html(f'<p class="hg-source">{escape(said)} {escape(boundaries)}</p>')
        st.download_button(
            words("own_areas.save"),
            geojson,
            words("own_areas.file_name") + ".geojson",
            "application/geo+json",
            key="own_areas_save",
            help=words("own_areas.save_help"),
            on_click="ignore",
            type="tertiary",
        )
        st.button(words("own_areas.remove"), key="own_areas_remove", type="tertiary", on_click=_remove)


def _remove() -> None:
    own_areas.remove()
    if selection.wish().level is Level.OWN:
        selection.choose(level=Level.KOMMUN, within=RIKET_CODE, area=None)
