"""The area profile on the page: the answer, the two sheets and the files, made of what has been read."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.exporting.tables import csv_bytes, excel_bytes
from halsogap.figures.profile.locator import locator
from halsogap.figures.profile.pyramid import pyramid_alt, pyramid_picture, pyramid_table
from halsogap.figures.profile.sentences import notable_sentences, people_sentence, standing_sentence
from halsogap.figures.profile.sheet import Sheet, sheet_html
from halsogap.figures.profile.table import export, table_html
from halsogap.geography import area, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Level
from halsogap.reading import areas
from halsogap.reading.profile import Profile
from halsogap.stats.profile import standings, strengths_and_needs
from halsogap.ui.parts import components
from halsogap.ui.parts.foot import foot
from halsogap.ui.state import session


def show(found: Profile, said: list[str], words: Words) -> None:
    """The whole profile: the answer, the two sheets, and the foot with the table as files."""
    reader = session.reader()
    place, table, indicators = found.place, found.table, reader.catalog()
    manifest, whole = reader.snapshot().manifest, _whole(found, words)
    finding = [
        people_sentence(place.name, found.people, words),
        standing_sentence(standings(table), whole, words),
    ]
    components.heading(words("profile.title", place=place.name), " ".join(filter(None, finding)))
    components.notes([*said, *([words("small.made_up")] if place.level is Level.MADE_UP else [])])
    strengths, needs = strengths_and_needs(table)
    kind = words(f"level.many_{place.level}")
    columns = {"value": place.name, **{str(level): area(code).name for level, code in _above(place).items()}}
    columns |= {str(Level.RIKET): words("panel.riket")}
    source = _source(found, words)
    sheet = Sheet(
        pyramid=_pyramid(found, words),
        pyramid_title=words("profile.pyramid", year=found.steps.period)
        if found.steps
        else words("profile.pyramid_none"),
        locator=locator(session.reader(), place, words, mark=words("export.demo") if manifest.demo else ""),
        strengths=notable_sentences(strengths, table, indicators, whole, kind, words),
        needs=notable_sentences(needs, table, indicators, whole, kind, words),
        table=table_html(table, indicators, columns, whole, words, foot=source, demo=manifest.demo),
        missing=_missing(found, words),
        notes=_notes(found, words),
        foot=source,
        demo=manifest.demo,
    )
    st.html(sheet_html(sheet, words))

    def rows() -> pd.DataFrame:
        day = manifest.created_at[:10]
        return export(table, indicators, columns, whole, words, day=day, demo=manifest.demo)

    about = {words("map.area"): place.name, words("export.source"): source}
    files = {
        "csv": lambda: csv_bytes(rows(), words.language),
        "excel": lambda: excel_bytes(rows(), about, words.language, demo=manifest.demo),
    }
    foot(source, f"profil_{place.code}", files, words)


def _pyramid(found: Profile, words: Words) -> str:
    reader = session.reader()
    if found.steps is None:
        return f"<p>{escape(words('profile.pyramid_fetch'))}</p>"
    manifest = reader.snapshot().manifest
    picture = pyramid_picture(
        found.steps,
        found.beside,
        words,
        alt=pyramid_alt(found.steps, found.place.name, words),
        mark=words("export.demo") if manifest.demo else "",
        whole=words("finding.riket"),
    )
    table = pyramid_table(found.steps, words)
    return f"{picture}<details><summary>{escape(words('chart.table'))}</summary>{table}</details>"


def _missing(found: Profile, words: Words) -> list[str]:
    """Which indicators should have a value for the place and have none, and how many are not published at its level."""
    reader = session.reader()
    indicators = {slug: i for slug, i in reader.catalog().items() if i.unit != "persons"}
    absent = [i for slug, i in indicators.items() if slug not in set(found.table["indicator"])]
    expected = [words.of(i.short) for i in absent if found.place.level in i.levels]
    elsewhere = sum(found.place.level not in i.levels for i in absent)
    said = [words("profile.missing", names=", ".join(expected))] if expected else []
    if elsewhere:
        said.append(words("profile.elsewhere", n=elsewhere, areas=words(f"level.many_{found.place.level}")))
    return said


def _notes(found: Profile, words: Words) -> list[str]:
    """How is judged, and what to mind of intervals and of means of several years, where there are any."""
    reader = session.reader()
    said, table, indicators = [words("profile.method")], found.table, reader.catalog()
    if (table["years"] > 1).any():
        said.append(words("profile.rolling"))
    judged = table.loc[table["lower"].notna(), "indicator"].unique()
    if any(indicators[slug].unit != "percent" for slug in judged):
        said.append(words("note.interval_rate"))
    return said


def _source(found: Profile, words: Words) -> str:
    reader = session.reader()
    manifest, indicators = reader.snapshot().manifest, reader.catalog()
    if manifest.demo:
        return words("source.demo")
    names = dict.fromkeys(indicators[slug].source.name for slug in found.table["indicator"])
    said = []
    if names:
        publishers = words("profile.and").join(names)
        said.append(words("profile.source", publishers=publishers, day=words.day(manifest.created_at)))
    said.append(words("source.areas"))
    edition = areas.edition(reader, found.place.level, found.place.vintage) if found.place.vintage else None
    if edition:
        said.append(words("source.small_areas", source=edition.source))
    return " ".join(said)


def _whole(found: Profile, words: Words) -> str:
    """The name of what the place is measured against."""
    level = found.against or Level.RIKET
    code = lineage(found.place).get(level, RIKET_CODE)
    return words("finding.riket") if code == RIKET_CODE else area(code).name


def _above(place: Area) -> dict[Level, str]:
    return {level: code for level, code in lineage(place).items() if level != place.level}
