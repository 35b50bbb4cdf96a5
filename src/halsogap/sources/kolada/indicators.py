"""Kolada (RKA): values, places, groups of similar municipalities and what each indicator is, from its API, version 3.

Values are asked for by KPI *and* by place, never by KPI alone: without a place segment every answer would carry the
means of some 3,600 groups as well, which Hälsogap does not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from halsogap.errors import UnknownName
from halsogap.geography import area_index
from halsogap.model import RIKET_CODE, Level
from halsogap.schema import GROUPS, check
from halsogap.sources.kolada.api import Api, Gone, WrongShape
from halsogap.sources.kolada.rows import ROWS

MOST_IDS = 25
"""How many ids a path segment can hold; with more the service answers 422."""

KPIS_A_BATCH = 10
"""Fewer than there could be: with 25 places this is one to three pages, a good step for progress and for resuming."""

GROUP_TITLE = "Liknande kommuner socioekonomi"

UNITS = (
    (r"/100 ?000 inv", "per_100000", 0),
    (r"\(%\)", "percent", 1),
    (r", år( \(.*\))?$", "years", 1),
    (r", index\b", "index", 1),
    (r", antal( \(.*\))?$", "persons", 0),
)
"""What in a KPI's title says its unit, the unit here, and decimals worth showing. The first that fits is taken."""


@dataclass(frozen=True)
class Batch:
    """Values of some KPIs in some places: `rows` (cells as ROWS), how many were `deleted`, and KPIs that are `gone`."""

    rows: list[list[Any]]
    deleted: int = 0
    gone: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """The rows as a frame. Values are left as Kolada sent them."""
        return pd.DataFrame(self.rows, columns=ROWS, dtype=object)


def place_codes() -> list[str]:
    """Kolada's codes of the country, the 21 counties and the 290 municipalities."""
    return [area.code.zfill(4) if area.level == Level.LAN else area.code for area in area_index().values()]


def requests(kpis: Iterable[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The batches that together cover all places and years of `kpis`."""
    return [(k, p) for k in _cut(list(kpis), KPIS_A_BATCH) for p in _cut(place_codes(), MOST_IDS)]


def batch(api: Api, kpis: Sequence[str], places: Sequence[str]) -> Batch:
    """The values of `kpis` in `places`, all years. Where the service knows not one of several KPIs, the others come.

    Raises
    ------
    SourceError
        The service did not answer as it should.
    """

    def read(values: list[Any]) -> tuple[list[list[Any]], int]:
        rows = [row for item in values for row in _rows(item, kpis, places)]
        kept = [row[:-1] for row in rows if not row[-1]]
        return kept, len(rows) - len(kept)

    try:
        pages = list(api.walk(f"/data/kpi/{','.join(kpis)}/municipality/{','.join(places)}", read))
    except Gone:
        if len(kpis) == 1:
            return Batch([], gone=tuple(kpis))
        half = len(kpis) // 2
        first, second = (batch(api, part, places) for part in (kpis[:half], kpis[half:]))
        return Batch(first.rows + second.rows, first.deleted + second.deleted, first.gone + second.gone)
    return Batch([row for rows, _ in pages for row in rows], sum(deleted for _, deleted in pages))


def places(api: Api) -> dict[str, str]:
    """Every municipality and region of Kolada: its name by its code.

    Raises
    ------
    SourceError
        The service did not answer as it should.
    """
    return {place["id"]: place["title"] for place in _objects(api, "/municipality", ("id", "title"))}


def groups(api: Api, names: dict[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """The newest groups of socioeconomically similar municipalities, as GROUPS, and the titles that name no place.

    Parameters
    ----------
    names
        Kolada's places: name by code, as `places` gives them.

    Raises
    ------
    SourceError
        The service did not answer as it should.
    """
    listed = _objects(api, "/municipality_groups", ("id", "title"), title=GROUP_TITLE)
    named = [
        (group, match)
        for group in listed
        if (match := re.fullmatch(rf"{GROUP_TITLE}, (.+), (\d{{4}})", group["title"]))
    ]
    newest = max((match[2] for _, match in named), default="")
    codes = {name: code for code, name in names.items() if _is_municipality(code)}
    strangers, rows = [], []
    for group, match in named:
        if match[2] != newest:
            continue
        if match[1] not in codes:
            strangers.append(group["title"])
            continue
        members = [member.get("member_id") for member in group.get("members") or () if isinstance(member, dict)]
        rows += [
            (group["id"], group["title"], codes[match[1]], m) for m in dict.fromkeys(members) if _is_municipality(m)
        ]
    frame = pd.DataFrame(rows, columns=list(GROUPS.columns), dtype=object).drop_duplicates(["group", "area", "member"])
    return check(GROUPS, frame, "Kolada's groups"), strangers


def metadata(api: Api, kpis: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What Kolada says about each of `kpis` that it has: its fields by id.

    Raises
    ------
    SourceError
        The service did not answer as it should.
    """
    parts = _cut(list(dict.fromkeys(kpis)), MOST_IDS)
    return {kpi["id"]: kpi for part in parts for kpi in _objects(api, f"/kpi/{','.join(part)}", ("id", "title"))}


def search(api: Api, words: str) -> list[dict[str, Any]]:
    """The KPIs with every one of `words` in their title (or the one with that id), in title order.

    Raises
    ------
    UnknownName
        `words` is empty.
    SourceError
        The service did not answer as it should.
    """
    wanted = words.casefold().split()
    if not wanted:
        raise UnknownName("There is nothing to search for.", "Give words from the indicator's title, or Kolada's id.")
    if len(wanted) == 1 and re.fullmatch(r"[a-z]\d{5}", wanted[0]):
        return list(metadata(api, [wanted[0].upper()]).values())
    # The service looks for one text as it stands, so it gets the longest word and the others are looked for here.
    matches = _objects(api, "/kpi", ("id", "title"), title=max(wanted, key=len))
    fitting = [kpi for kpi in matches if all(word in kpi["title"].casefold() for word in wanted)]
    return sorted(fitting, key=lambda kpi: kpi["title"])


def indicator_table(kpi: dict[str, Any]) -> dict[str, Any]:
    """A KPI's metadata as an `[[indicator]]` table of the catalogue: group "egna", favourable direction unknown.

    Kolada describes its KPIs in Swedish only, so both languages get that text. The unit is what the title says.
    """
    title = kpi["title"].strip()
    unit, decimals = next(((u, d) for mark, u, d in UNITS if re.search(mark, title.casefold())), ("number", 1))
    own_levels = {"K": [Level.KOMMUN], "L": [Level.LAN]}.get(
        str(kpi.get("municipality_type")), [Level.KOMMUN, Level.LAN]
    )
    levels = [str(level) for level in (Level.RIKET, *reversed(own_levels))]
    both = {"sv": title, "en": title}
    definition = (kpi.get("description") or title).strip()
    return {
        "slug": kpi["id"],
        "name": both,
        "short": both,
        "definition": {"sv": definition, "en": definition},
        "unit": unit,
        "decimals": decimals,
        "better": "unknown",
        "sexes": ["K", "M", "T"] if kpi.get("is_divided_by_gender") else ["T"],
        "levels": levels,
        "series": [{"kpi": kpi["id"], "levels": levels}],
        "source": "kolada",
        "group": "egna",
    }


def _rows(item: Any, kpis: Sequence[str], places: Sequence[str]) -> Iterator[list[Any]]:
    """One of the service's rows (a KPI, place and year) as ours, one a gender, each with `isdeleted` at the end."""
    try:
        kpi, place, period, values = item["kpi"], item["municipality"], item["period"], item["values"]
        if kpi not in kpis or place not in places:
            raise WrongShape(f"a row about {kpi!r} in {place!r}, which was not asked for")
        for value in values:
            gender, status = value["gender"], value.get("status") or ""
            if not (isinstance(period, int | str) and isinstance(gender, str) and isinstance(status, str)):
                raise WrongShape(f"a row that is {str(item)[:80]!r}")
            yield [kpi, place, period, gender, value["value"], status, bool(value.get("isdeleted"))]
    except (TypeError, KeyError, AttributeError) as error:
        raise WrongShape(f"a row that is {str(item)[:80]!r}") from error


def _objects(api: Api, path: str, fields: tuple[str, ...], **query: str) -> list[dict[str, Any]]:
    """The described things at `path`, each with text in `fields`."""

    def read(values: list[Any]) -> list[dict[str, Any]]:
        for value in values:
            if not isinstance(value, dict) or not all(isinstance(value.get(field), str) for field in fields):
                raise WrongShape(f"something without {' and '.join(fields)}: {str(value)[:80]!r}")
        return values

    return [item for page in api.walk(path, read, **query) for item in page]


def _is_municipality(code: Any) -> bool:
    place = area_index().get(code) if isinstance(code, str) and code != RIKET_CODE else None
    return place is not None and place.level == Level.KOMMUN


def _cut(things: list[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(things[at : at + size]) for at in range(0, len(things), size)]
