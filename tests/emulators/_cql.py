"""The part of CQL that the WFS emulator understands.

=, <>, <, <=, >, >=, LIKE, ILIKE, IN, AND, OR, NOT, parentheses and INTERSECTS(<geometry>, POINT(N E)): northing first,
as the real service reads it.
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable, Sequence
from typing import Any

from shapely.geometry import Point

Predicate = Callable[[dict[str, Any], Any], bool]
"""Of an area's properties and its geometry, whether it is wanted."""

COMPARE = {"=": op.eq, "<>": op.ne, "<": op.lt, ">": op.gt, "<=": op.le, ">=": op.ge}
TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(<>|<=|>=|[=<>(),])|([A-Za-z_][\w.]*)|(-?\d+(?:\.\d+)?))")


class OgcError(Exception):
    """What an OGC exception says: its text, its code, and the parameter at fault."""

    def __init__(self, text: str, code: str = "InvalidParameterValue", locator: str | None = None) -> None:
        super().__init__(text)
        self.text, self.code, self.locator = text, code, locator


def unparsable(what: str, text: str) -> OgcError:
    """GeoServer's words for a filter that it cannot read."""
    return OgcError(f"Could not parse CQL filter list.\n{what}\n Parsing : {text}.", "NoApplicableCode")


def parse_cql(text: str, fields: Sequence[str], geometry: str) -> Predicate:
    """A predicate over (properties, geometry in E N) for a small, documented part of CQL."""
    tokens: list[str] = []
    at = 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if not found:
            raise unparsable(f"Lexical error at column {at + 1}.", text)
        tokens.append(found[0].strip())
        at = found.end()
    place = 0

    def fail() -> OgcError:
        seen = f'"{tokens[place]}"' if place < len(tokens) else "<EOF>"
        return unparsable(f"Encountered {seen}.", text)

    def take(*allowed: str) -> str:
        nonlocal place
        if place >= len(tokens) or (allowed and tokens[place].upper() not in allowed):
            raise fail()
        place += 1
        return tokens[place - 1]

    def peek() -> str:
        return tokens[place].upper() if place < len(tokens) else ""

    def literal() -> str:
        raw = take()
        if raw[:1] == "'":
            return raw[1:-1].replace("''", "'")
        if not re.fullmatch(r"-?\d+(\.\d+)?", raw):
            raise fail()
        return raw

    def one() -> Predicate:
        if peek() == "(":
            take("(")
            inner = either()
            take(")")
            return inner
        if peek() == "NOT":
            take("NOT")
            inner = one()
            return lambda p, g: not inner(p, g)
        if peek() == "INTERSECTS":
            for part in ("INTERSECTS", "(", geometry.upper(), ",", "POINT", "("):
                take(part)
            north, east = float(literal()), float(literal())
            take(")")
            take(")")
            return lambda p, g: g.intersects(Point(east, north))
        name = take()
        if name not in fields:
            raise OgcError(f"Illegal property name: {name}", "InvalidParameterValue", "cql_filter")
        negated = peek() == "NOT" and bool(take("NOT"))
        operator = take("=", "<>", "<", ">", "<=", ">=", "LIKE", "ILIKE", "IN").upper()
        if operator == "IN":
            take("(")
            values = [literal()]
            while peek() == ",":
                take(",")
                values.append(literal())
            take(")")

            def test(p: dict[str, Any], g: Any) -> bool:
                return str(p[name]) in values

        elif operator in ("LIKE", "ILIKE"):
            parts = ({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in literal())
            pattern = re.compile("".join(parts), re.IGNORECASE if operator == "ILIKE" else 0)

            def test(p: dict[str, Any], g: Any) -> bool:
                return bool(pattern.fullmatch(str(p[name])))

        else:
            compare, value = COMPARE[operator], literal()

            def test(p: dict[str, Any], g: Any) -> bool:
                if isinstance(p[name], int):
                    return bool(compare(p[name], float(value)))
                return bool(compare(str(p[name]), value))

        return (lambda p, g: not test(p, g)) if negated else test

    def both() -> Predicate:
        parts = [one()]
        while peek() == "AND":
            take("AND")
            parts.append(one())
        return lambda p, g: all(part(p, g) for part in parts)

    def either() -> Predicate:
        parts = [both()]
        while peek() == "OR":
            take("OR")
            parts.append(both())
        return lambda p, g: any(part(p, g) for part in parts)

    predicate = either()
    if place < len(tokens):
        raise fail()
    return predicate
