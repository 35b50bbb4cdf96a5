"""The answer of the page of own areas: every area, where it lies, how large it is, and who lives there."""

from __future__ import annotations

from functools import partial

import pandas as pd

from halsogap.figures.choices import LanguageOnly
from halsogap.figures.figure import Column, Figure, Table
from halsogap.figures.own_areas.reading import Living, living
from halsogap.figures.own_areas.sentences import finding, remarks, uncovered
from halsogap.figures.provenance import provenance
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.reading.brought import BroughtAreas
from halsogap.reading.reader import Reader

PERCENT = "%"


def make(choices: LanguageOnly, reader: Reader, words: Words) -> list[Figure]:
    """The page's one figure; none where the visitor has brought no areas."""
    brought = reader.brought.areas
    return [areas_figure(choices, brought, living(brought, reader), reader, words)] if brought else []


def areas_figure(
    choices: LanguageOnly, brought: BroughtAreas, living: Living | None, reader: Reader, words: Words
) -> Figure:
    """The areas as a table."""
    indicators = [living.indicator] if living else []
    boundaries = words("provenance.boundaries_own", source=brought.areas.name)
    source = provenance(reader, indicators, words, level=Level.OWN, computed=words("own_areas.computed"))
    if not living:
        source = source.without_values()
    columns = {words("own_areas.surface"): Column("km²", 1)}
    if living:
        columns |= {_people(living, words): Column(decimals=0), _split(living, words): Column(PERCENT, 0)}
    return Figure(
        id="own_areas.areas",
        address=choices.address,
        title=words("nav.own_areas"),
        finding=finding(brought, living, words),
        table=Table(partial(_rows, brought, living, words), columns),
        provenance=source.adding(boundaries),
        alternative=words("own_areas.table"),
        stem=words("own_areas.file_name"),
        notes=(*remarks(brought.areas, words), *uncovered(brought, living, words)),
    )


def _rows(brought: BroughtAreas, living: Living | None, words: Words) -> pd.DataFrame:
    polygons = brought.areas.polygons
    rows = pd.DataFrame(
        {
            words("map.area"): polygons["name"].to_numpy(),
            words("map.municipality"): [area(code).name for code in polygons["parent"]],
            words("own_areas.surface"): (polygons.geometry.area / 1e6).round(1).to_numpy(),
        }
    )
    if living is not None:
        people = living.people.reindex(polygons.index)
        rows[_people(living, words)] = people.round().to_numpy()
        split = living.split.reindex(polygons.index).where(people.notna())
        rows[_split(living, words)] = (split * 100).round().to_numpy()
    return rows


def rows_in_words(table: Table, words: Words) -> pd.DataFrame:
    """The rows as the page shows them, numbers written as the language does."""

    def written(value: float, column: Column) -> str:
        if pd.isna(value):
            return words("status.missing")
        number = words.number(value, column.decimals or 0)
        return words("panel.percent", n=number) if column.unit == PERCENT else number

    named = {name: [written(value, column) for value in table.rows[name]] for name, column in table.columns.items()}
    return table.rows.assign(**named)


def _people(living: Living, words: Words) -> str:
    return words("own_areas.living", year=living.period)


def _split(living: Living, words: Words) -> str:
    return words("own_areas.split", areas=words(f"level.many_{living.behind}"))
