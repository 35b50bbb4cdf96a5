"""Where a figure's values come from, and how that is said: the one place that writes a source line or a DEMO mark.

Made once, from the indicators and the level that a figure speaks of. The foot of a page, the rows of a table, the
second sheet of a workbook, the mark across a picture and the name of a file all ask the same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from halsogap.i18n import Words
from halsogap.i18n import words as words_of
from halsogap.model import SMALL_LEVELS, Indicator, Level
from halsogap.reading import areas

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

DEMO = "DEMO"
"""How the name of a file of made-up values begins, and the names of a workbook's sheets."""

MOST_IDS = 8
"""How many of the publishers' ids a source line names, all together; a page of all indicators would name fifty."""

BY_ROW = "indicator"
"""The name of the index by which a table of several indicators says which one a row is of."""


@dataclass(frozen=True)
class Origin:
    """Where the values of one indicator come from.

    `day` is the ISO day they were fetched or taken in; `made_up` and `made_up_areas` whether the values, or the areas
    they are of, are the demo's; `interpolated_from` the level from which they were carried to a visitor's own areas.
    """

    indicator: Indicator
    day: str
    made_up: bool = False
    made_up_areas: bool = False
    interpolated_from: Level | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a figure's values come from.

    Parameters
    ----------
    origins
        One an indicator, in the figure's order.
    language
        "sv" or "en": the figure's.
    computed
        What of the figure is our own computation ("Gap, rang, klasser och intervall"); empty where all is as published.
    also
        Further sources, a sentence each: boundaries, unit costs, published targets.
    demo_store
        Whether what is stored is made up: the mark of a figure that speaks of no indicator at all.
    """

    origins: tuple[Origin, ...]
    language: str
    computed: str = ""
    also: tuple[str, ...] = ()
    demo_store: bool = False

    @property
    def demo(self) -> bool:
        """Whether anything of the figure is made up: its values, or the areas they are of."""
        if not self.origins:
            return self.demo_store
        return any(origin.made_up or origin.made_up_areas for origin in self.origins)

    @property
    def own(self) -> bool:
        """Whether anything of the figure is the visitor's own."""
        return any(origin.indicator.own for origin in self.origins)

    @property
    def mark(self) -> str:
        """What stands across a picture or a map; empty where nothing is made up."""
        if not self.demo:
            return ""
        values = any(origin.made_up for origin in self.origins) or not self.origins
        return self._words("provenance.mark" if values else "provenance.mark_areas")

    @property
    def badge(self) -> str:
        """The mark of a small picture, one word; empty where nothing is made up."""
        return DEMO if self.demo else ""

    @property
    def day(self) -> str:
        """The latest ISO day on which anything of the figure was fetched; empty where it speaks of no indicator."""
        return max((origin.day for origin in self.origins), default="")

    @property
    def line(self) -> str:
        """The source line that closes the page, the picture and the workbook."""
        own = [origin for origin in self.origins if origin.indicator.own]
        published = [origin for origin in self.origins if not origin.indicator.own]
        sentences = [sentence for origin in own for sentence in self._own(origin)] + self._published(published)
        return " ".join(dict.fromkeys([*filter(None, sentences), *self.also]))

    def row(self, indicator: Indicator | None = None, *, computed: bool | None = None) -> str:
        """The source of one row: of `indicator`, or of all that the figure speaks of.

        `computed` says whether the row's numbers are our own computation; left out, whether the figure's are.
        """
        origins = [o for o in self.origins if indicator is None or o.indicator.slug == indicator.slug]
        # What rests on anything of the visitor's own is theirs, and is not put in a publisher's name.
        own = [origin for origin in origins if origin.indicator.own]
        names = ", ".join(dict.fromkeys(origin.indicator.source.name for origin in own or origins))
        is_computed = bool(self.computed) if computed is None else computed
        how = "computed" if is_computed else "published"
        if own:
            if any(origin.made_up for origin in origins):
                how = "made_up"
            elif any(origin.made_up_areas for origin in origins):
                how = "areas_made_up"
            return self._words(f"provenance.row_own_{how}", publisher=names)
        demo = any(origin.made_up for origin in origins) or (not origins and self.demo_store)
        if not origins and not demo:
            # Of no values: what it is made of, such as boundaries.
            return " ".join(self.also)
        return row_line(names, self._words, demo=demo, computed=is_computed)

    def marked(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with source, day and DEMO mark as the last columns of every row, in the figure's language.

        They are columns and not comments, so that the file stays a plain table and every row copied out of it takes
        them along. A table of several indicators says by its index, named `BY_ROW`, which one each row is of.
        """
        # Where nothing is made up, no word of the file says DEMO.
        parts = ("source", "day", "demo") if self.demo else ("source", "day")
        columns = [self._words(f"provenance.column_{name}") for name in parts]
        if frame.index.name != BY_ROW:
            return frame.assign(**dict(zip(columns, (self.row(), self.day, DEMO), strict=False)))
        known = {origin.indicator.slug: origin for origin in self.origins}
        marks = {
            slug: (self.row(origin.indicator), origin.day, DEMO if origin.made_up or origin.made_up_areas else "")
            for slug, origin in known.items()
        }
        marked = frame.reset_index(drop=True)
        for number, column in enumerate(columns):
            marked[column] = [marks[slug][number] for slug in frame.index]
        return marked

    def about(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What the second sheet of a workbook says, label by label: the indicators, `more`, the source."""
        rows: dict[str, str] = {}
        if 0 < len(self.origins) <= MOST_IDS:
            rows[self.label("indicator")] = "; ".join(named(origin.indicator, self._words) for origin in self.origins)
        return {**rows, **(more or {}), self.label("source"): self.line}

    def file_name(self, stem: str, suffix: str) -> str:
        """`stem` and `suffix` ("csv") as a file's name, which begins with DEMO where anything is made up."""
        return file_name(stem, suffix, demo=self.demo)

    def label(self, kind: str) -> str:
        """What stands before a line of the second sheet of `kind` ("figure", "indicator", "source")."""
        return self._words(f"provenance.label_{kind}")

    def sheet(self, kind: str) -> str:
        """The name of a workbook's sheet of `kind` ("values", "about")."""
        name = self._words(f"provenance.sheet_{kind}")
        return f"{DEMO} {name}" if self.demo else name

    def computing(self, what: str) -> Provenance:
        """This provenance, where `what` is our own computation."""
        return replace(self, computed=what)

    def adding(self, *sentences: str) -> Provenance:
        """This provenance with further sources added."""
        return replace(self, also=(*self.also, *filter(None, sentences)))

    def without_values(self) -> Provenance:
        """This provenance without the DEMO mark, for a figure that shows no stored values."""
        return replace(self, demo_store=False)

    @property
    def _words(self) -> Words:
        return words_of(self.language)

    def _own(self, origin: Origin) -> list[str]:
        words = self._words
        texts = [words("provenance.own", name=origin.indicator.source.name), self._carried(origin)]
        if self.computed:
            texts.append(words("provenance.own_computed", what=self.computed))
        if origin.made_up:
            texts.append(words("provenance.own_made_up"))
        elif origin.made_up_areas:
            texts.append(words("provenance.areas_made_up"))
        return texts

    def _published(self, origins: list[Origin]) -> list[str]:
        words = self._words
        if not origins:
            return [words("provenance.demo")] if self.demo_store and not self.origins else []
        carried = list(map(self._carried, origins))
        if any(origin.made_up for origin in origins):
            return [words("provenance.demo"), *carried]
        publishers = list(dict.fromkeys(origin.indicator.source.name for origin in origins))
        texts = self._sources(origins, publishers)
        texts += carried
        if self.computed:
            texts.append(words("provenance.computed", what=self.computed, publishers=", ".join(publishers)))
        return texts

    def _sources(self, origins: list[Origin], publishers: list[str]) -> list[str]:
        """Who published, with their ids and the day fetched. Of many ids none is named: publishers then share a
        sentence a day, so that a page of all indicators has no longer line than one of a few."""
        words = self._words
        ids, days = {}, {}
        for name in publishers:
            of_one = [origin for origin in origins if origin.indicator.source.name == name]
            ids[name] = list(dict.fromkeys(id_ for origin in of_one for id_ in origin.indicator.ids))
            days[name] = max(origin.day for origin in of_one)
        if sum(map(len, ids.values())) > MOST_IDS:
            by_day = {day: ", ".join(n for n in publishers if days[n] == day) for day in days.values()}
            return [words("provenance.published_many", publisher=n, day=words.day(day)) for day, n in by_day.items()]
        keys = {name: "provenance.published" if ids[name] else "provenance.published_many" for name in publishers}
        return [words(keys[n], publisher=n, ids=", ".join(ids[n]), day=words.day(days[n])) for n in publishers]

    def _carried(self, origin: Origin) -> str:
        """Of own areas, that their values have been computed, and out of which areas' values; empty of others."""
        if origin.interpolated_from is None:
            return ""
        return self._words("provenance.carried", areas=self._words(f"level.many_{origin.interpolated_from}"))


def provenance(
    reader: Reader,
    indicators: Iterable[Indicator],
    words: Words,
    *,
    level: Level | None = None,
    computed: str = "",
    also: Iterable[str] = (),
) -> Provenance:
    """Where the values of `indicators` come from, at the `level` that is shown, as `Provenance` describes."""
    once = {indicator.slug: indicator for indicator in indicators}
    return Provenance(
        tuple(_origin(reader, indicator, level) for indicator in once.values()),
        words.language,
        computed,
        tuple(filter(None, also)),
        reader.snapshot().manifest.demo,
    )


def _origin(reader: Reader, indicator: Indicator, level: Level | None) -> Origin:
    behind = reader.level_behind(indicator.slug, level) if level else None
    return Origin(
        indicator,
        reader.fetched_at(indicator.slug)[:10],
        made_up=reader.made_up(indicator.slug),
        made_up_areas=behind is Level.MADE_UP,
        interpolated_from=behind if level is Level.OWN else None,
    )


def file_name(stem: str, suffix: str, *, demo: bool = False) -> str:
    """`stem` and `suffix` as a file's name, with nothing in it that a path could use; `demo` puts the mark first."""
    plain = re.sub(r"[^\w.-]+", "_", stem).strip("_.") or "halsogap"
    return f"{DEMO}_{plain}.{suffix}" if demo else f"{plain}.{suffix}"


def row_line(publishers: str, words: Words, *, demo: bool, computed: bool = False) -> str:
    """Where a row of stored values is from: as published, computed by us from what is published, or made up."""
    how = "demo" if demo else "computed" if computed else "published"
    return words(f"provenance.row_{how}", publisher=publishers)


def named(indicator: Indicator, words: Words) -> str:
    """The indicator's name with the publisher's ids, where it has a publisher."""
    name = words.of(indicator.name)
    return f"{name} ({', '.join(indicator.ids)})" if indicator.ids else name


def boundaries(reader: Reader, indicator: str, level: Level, period: int, words: Words) -> str:
    """Whose boundaries a map of an indicator's areas has; empty where they are not held."""
    return boundaries_of(reader, level, reader.vintage_of(indicator, level, period), words)


def boundaries_of(reader: Reader, level: Level, vintage: str, words: Words) -> str:
    """Whose boundaries the areas of `level` have, of small ones those of `vintage`; empty where they are not held."""
    if level not in SMALL_LEVELS:
        return words("provenance.boundaries")
    edition = areas.edition(reader, level, vintage)
    if edition is None:
        return ""
    key = "boundaries_own" if level is Level.OWN else "boundaries_small"
    return words(f"provenance.{key}", source=edition.source)
