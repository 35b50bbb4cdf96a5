"""JSON-stat 2 as SCB's statistics database writes it: what a table has, and the cells of a part of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from halsogap.sources.service import WrongShape


@dataclass(frozen=True)
class Table:
    """What a table of SCB's has: the codes of each variable in the table's order, and which may be left unasked."""

    id: str
    variables: dict[str, tuple[str, ...]]
    optional: frozenset[str]


@dataclass(frozen=True)
class Cube:
    """The cells of a part of a table, in the order of `selection`: the last variable's codes change fastest.

    `values` is None where a cell is empty; `signs` has SCB's sign for that (".." and others) by the cell's number.
    """

    selection: dict[str, list[str]]
    values: list[float | None]
    signs: dict[int, str]

    def frame(self) -> pd.DataFrame:
        """One row a cell: a column for each variable, then `value` (NaN where empty) and `sign` ("" where none)."""
        index = pd.MultiIndex.from_product(list(self.selection.values()), names=list(self.selection))
        signs = np.full(len(self.values), "", dtype=object)
        signs[list(self.signs)] = list(self.signs.values())
        values = np.array(self.values, dtype="float64")
        return pd.DataFrame({"value": values, "sign": signs}, index=index).reset_index()


def read_table(table_id: str, document: dict[str, Any]) -> Table:
    """A table's description.

    Raises
    ------
    WrongShape
        The document is not one.
    """
    order, categories = _dimensions(document)
    optional = [name for name in order if (document["dimension"][name].get("extension") or {}).get("elimination")]
    return Table(table_id, {name: tuple(categories[name]) for name in order}, frozenset(optional))


def read_cube(document: dict[str, Any], selection: dict[str, list[str]]) -> Cube:
    """The cells of an answer, put into the order of what was asked for.

    Raises
    ------
    WrongShape
        The document is not one, or has other cells than those asked for.
    """
    order, categories = _dimensions(document)
    if set(order) != set(selection):
        raise WrongShape(f"the variables {', '.join(order)} instead of {', '.join(selection)}")
    for name, codes in selection.items():
        if set(categories[name]) != set(codes) or len(categories[name]) != len(codes):
            raise WrongShape(f"{len(categories[name])} categories of {name} instead of the {len(codes)} asked for")
    count = math.prod(len(categories[name]) for name in order)
    values = _listed(document.get("value"), count, "value")
    signs = _listed(document.get("status") or {}, count, "status")
    # Where each cell asked for stands in the answer, whose variables and categories may come in another order.
    given = np.arange(count).reshape([len(categories[name]) for name in order])
    given = given.transpose([order.index(name) for name in selection])
    where = given[np.ix_(*[[categories[name][code] for code in codes] for name, codes in selection.items()])].ravel()
    cells = [values[at] for at in where]
    for cell in cells:
        if cell is not None and (type(cell) not in (int, float) or not math.isfinite(cell)):
            raise WrongShape(f"a value that is no number: {str(cell)[:40]!r}")
    return Cube(selection, cells, {at: str(signs[old]) for at, old in enumerate(where) if signs[old]})


def _dimensions(document: dict[str, Any]) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The variables in order, and for each the position of its categories."""
    try:
        order = list(document["id"])
        categories = {}
        for name in order:
            category = document["dimension"][name]["category"]
            index = category["index"] if "index" in category else list(category["label"])
            at = index if isinstance(index, dict) else {code: number for number, code in enumerate(index)}
            if sorted(at.values()) != list(range(len(at))):
                raise WrongShape(f"positions of the categories of {name} that are not 0 to {len(at) - 1}")
            categories[name] = dict(sorted(at.items(), key=lambda pair: pair[1]))
    except (KeyError, TypeError, AttributeError) as error:
        raise WrongShape(f"no variables ({type(error).__name__}: {error})") from error
    return order, categories


def _listed(cells: Any, count: int, name: str) -> list[Any]:
    """`count` cells given as a list, or as an object of only those that are there."""
    if isinstance(cells, list):
        if len(cells) != count:
            raise WrongShape(f"{len(cells)} cells in {name!r} instead of {count}")
        return cells
    if not isinstance(cells, dict) or not all(at.isdigit() and int(at) < count for at in cells):
        raise WrongShape(f"no cells in {name!r}")
    full = [None] * count
    for at, cell in cells.items():
        full[int(at)] = cell
    return full
