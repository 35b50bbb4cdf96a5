"""One answer: what a page shows and every file is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from re import finditer, sub
from typing import Protocol
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from halsogap.figures.provenance import Provenance
from halsogap.model import Sex


@dataclass(frozen=True)
class Address:
    """The very view and the way back to it: a page by its key ("gap") and the parameters of its link."""

    page: str
    parameters: Mapping[str, str]

    @property
    def query(self) -> str:
        """The parameters as they stand in a link, behind the question mark."""
        return urlencode(self.parameters)


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: its text, whose value it is where it is women's or men's, and whether it is strong."""

    text: str
    sex: Sex | None = None
    strong: bool = False


@dataclass(frozen=True)
class Sentence:
    """An answer in words, women's and men's numbers marked as such.

    `markup` is HTML in a small vocabulary: `<b>` for what is strong, `<b class="hg-K">` and `<b class="hg-M">` for
    women's and men's numbers, `<span …>` for what only a screen shows; all that comes from data is escaped.
    """

    markup: Markup

    @property
    def text(self) -> str:
        """The sentence without its marks."""
        return plain(self.markup)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The sentence in pieces, for slides and documents, which show marks in their own way."""
        parts: list[Run] = []
        sex, strong = None, False
        for part in finditer(r"<(?P<tag>/?\w+)(?P<attributes>[^>]*)>|(?P<text>[^<]+)", self.markup):
            if part["text"]:
                parts.append(Run(unescape(part["text"]), sex, strong))
            elif part["tag"] == "b":
                strong = True
                sex = next((s for s in (Sex.K, Sex.M) if f"hg-{s}" in part["attributes"]), None)
            elif part["tag"] == "/b":
                sex, strong = None, False
        return tuple(parts)

    def __bool__(self) -> bool:
        return bool(self.markup)


def sentence(html: Markup) -> Sentence:
    """The HTML that a page's sentences have made, as a `Sentence`. Only `Markup` is taken: data in it is escaped."""
    return Sentence(html)


def plain(html: str) -> str:
    """HTML without its markup."""
    return unescape(sub(r"<[^>]+>", "", html))


@dataclass(frozen=True)
class Column:
    """What a column of a table holds: its unit in words, and how many decimals its numbers are shown with."""

    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure.

    `make` makes the rows, when they are first asked for, under the language's own column names; `columns` tells of
    those columns that are numbers. A table of several indicators has an index named `provenance.BY_ROW`: their slugs.
    """

    make: Callable[[], pd.DataFrame]
    columns: Mapping[str, Column] = field(default_factory=dict)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows. Only to be read."""
        return self.make()


class Picture(Protocol):
    """A chart or a map as it stands in files, without the words around it."""

    def svg(self) -> str:
        """The picture as SVG, of fixed size, drawn on the server without internet."""
        ...

    def marks(self) -> Mapping[str, pd.DataFrame]:
        """What the picture draws, by data set: for charts that another program draws itself."""
        ...


@dataclass(frozen=True)
class Figure:
    """One answer. Nothing in it reads the session, so it can be made, and its files written, in any thread.

    Parameters
    ----------
    id
        Page and figure: "gap.scatter". Stable: collections and reports name figures by it.
    address
        The very view, and the way back to it.
    title
        Plain text.
    finding
        The answer in words.
    table
        Every figure has one.
    provenance
        Where it comes from; it also says the DEMO mark and the files' names.
    alternative
        The picture in words, for those who hear the page.
    picture
        None where the table is all there is.
    notes
        What to mind, a sentence each, plain text: means over years, a break, chance, how the interval is made.
    about
        What the workbook's second sheet says beyond indicators and source, label by label.
    stem
        Names the files.
    """

    id: str
    address: Address
    title: str
    finding: Sentence
    table: Table
    provenance: Provenance
    alternative: str
    stem: str
    picture: Picture | None = None
    notes: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """ "sv" or "en"."""
        return self.provenance.language

    @property
    def page(self) -> str:
        """The key of the page that it is of."""
        return self.address.page

    def file_name(self, suffix: str) -> str:
        """The name of a file made of it."""
        return self.provenance.file_name(self.stem, suffix)

    @property
    def key(self) -> str:
        """Its id as a key of widgets and elements."""
        return self.id.replace(".", "_")

    def marked_rows(self) -> pd.DataFrame:
        """The table as it stands in files, each row with its source, day and mark."""
        return self.provenance.marked(self.table.rows)
