"""The fields of a catalogue file's tables that are tables themselves, each as a value of the model.

A function here takes what stands in the TOML file and gives the model's value, or says what is wrong with it in a
`Fault`; `catalog` adds which indicator and which file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from halsogap.errors import did_you_mean
from halsogap.model import (
    Ages,
    Break,
    Cells,
    Level,
    People,
    Published,
    Query,
    Series,
    Sex,
    Status,
    Successor,
    Target,
    Text,
)


class Fault(ValueError):
    """What is wrong with one field."""


def part(table: Mapping[str, Any], *required: str, optional: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """`table`, provided that it has every `required` key and none but those and the `optional` ones."""
    known = (*required, *optional)
    for name in table:
        if name not in known:
            raise Fault(f"{name!r} is not one of {', '.join(known)}. {did_you_mean(name, known)}".strip())
    for name in required:
        if name not in table:
            raise Fault(f"{name!r} is missing")
    return table


def text(value: Mapping[str, str] | str) -> Text:
    """A text in both languages; one language serves as both."""
    return Text(value, value) if isinstance(value, str) else Text(**part(value, "sv", "en"))


def series(table: Mapping[str, Any]) -> Series:
    """One of Kolada's series: `{ kpi, levels, sex }`."""
    table = part(table, "kpi", "levels", optional=("sex",))
    sex = table.get("sex")
    return Series(table["kpi"], tuple(Level(level) for level in table["levels"]), Sex(sex) if sex else None)


def query(table: Mapping[str, Any]) -> Query:
    """A question to SCB: `{ table, levels, cells = { contents, VARIABLE = [codes] }, of, scale, null }`."""
    table = part(table, "table", "levels", "cells", optional=("of", "scale", "null"))
    return Query(
        table=table["table"],
        levels=tuple(Level(level) for level in table["levels"]),
        cells=cells(table["cells"]),
        of=cells(table["of"]) if "of" in table else None,
        scale=float(table.get("scale", 1.0)),
        null=Status(table.get("null", Status.MISSING)),
    )


def cells(table: Mapping[str, Any]) -> Cells:
    """Cells that are added up: `{ contents, VARIABLE = [codes] }`, whatever variables the publisher's table has."""
    if "contents" not in table:
        raise Fault("'contents' is missing")
    where = {name: codes for name, codes in table.items() if name != "contents"}
    for name, codes in where.items():
        if not (isinstance(codes, list) and codes and all(isinstance(code, str) for code in codes)):
            raise Fault(f"the codes of {name!r} are a list of texts, not {codes!r}")
    return Cells(table["contents"], tuple((name, tuple(codes)) for name, codes in where.items()))


def ages(years: Sequence[int]) -> Ages:
    """The ages that are counted: `[first, last]`, or `[first]` for that age and over."""
    if len(years) not in (1, 2) or list(years) != sorted(years) or years[0] < 0:
        raise Fault(f"ages are [first, last], or [first] for that age and over, not {years!r}")
    return Ages(*years)


def target(table: Mapping[str, Any]) -> Target:
    """A published target."""
    table = part(table, *Target.__dataclass_fields__)
    if table["direction"] not in ("increase", "decrease"):
        raise Fault(f"the direction is increase or decrease, not {table['direction']!r}")
    return Target(**{**table, "delta": float(table["delta"]), "unit": text(table["unit"])})


def people(table: Mapping[str, Any]) -> People:
    """Who a value speaks of: `{ of = { SLUG = part }, noun, counted }`."""
    table = part(table, "of", "noun", "counted")
    parts = tuple((slug, float(share)) for slug, share in table["of"].items())
    if not parts or any(not 0 < share <= 1 for _, share in parts):
        raise Fault(f"the parts of populations are above 0 and at most 1, not {table['of']!r}")
    if not isinstance(table["counted"], bool):
        raise Fault(f"'counted' is true or false, not {table['counted']!r}")
    return People(parts, text(table["noun"]), table["counted"])


def series_break(table: Mapping[str, Any]) -> Break:
    """A break: `{ year, note }`."""
    table = part(table, "year", "note")
    return Break(int(table["year"]), text(table["note"]))


def successor(table: Mapping[str, Any]) -> Successor:
    """What takes the place of a series that has ended: `{ indicator, note }`."""
    table = part(table, "indicator", "note")
    return Successor(table["indicator"], text(table["note"]))


def published(table: Mapping[str, Any]) -> Published:
    """The report's extremes for one year: `{ year, riket, sex, kommun = [min, max], lan = [min, max] }`."""
    table = part(table, "year", "riket", optional=("sex", "kommun", "lan"))
    kommun_min, kommun_max = table.get("kommun", (None, None))
    lan_min, lan_max = table.get("lan", (None, None))
    return Published(
        year=int(table["year"]),
        sex=Sex(table.get("sex", "T")),
        riket=float(table["riket"]),
        kommun_min=kommun_min,
        kommun_max=kommun_max,
        lan_min=lan_min,
        lan_max=lan_max,
    )
