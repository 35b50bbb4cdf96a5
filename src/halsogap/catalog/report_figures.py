"""The figures of the report that Hälsogap makes live, and the view in which each of them is found."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache

from halsogap.model import Text
from halsogap.settings import FIGURES_FILE


@dataclass(frozen=True)
class Figure:
    """A figure of SKR's report: its number there, its title, the title key of the page that shows it, and the query
    parameters that make it."""

    number: str
    title: Text
    page: str
    query: dict[str, str] = field(default_factory=dict, hash=False)


@cache
def figures() -> tuple[Figure, ...]:
    """All of them, in the order of the report."""
    document = tomllib.loads(FIGURES_FILE.read_text(encoding="utf-8"))
    return tuple(
        Figure(figure["number"], Text(**figure["title"]), figure["page"], figure["query"])
        for figure in document["figure"]
    )
