"""The profile page's answer: every indicator beside what the place lies in, who lives there, and where it is."""

from __future__ import annotations

from functools import partial

import pandas as pd
from markupsafe import escape

from halsogap.figures.charts import PICTURE_FONT, SvgPicture
from halsogap.figures.figure import Column, Figure, Table, plain, sentence
from halsogap.figures.markup import spaced
from halsogap.figures.profile.article import strengths_sentences
from halsogap.figures.profile.choices import Choices
from halsogap.figures.profile.locator import locator_alt, locator_frames, locator_svg
from halsogap.figures.profile.notes import missing, notes
from halsogap.figures.profile.pyramid import pyramid_alt, pyramid_rows, pyramid_svg
from halsogap.figures.profile.reading import Reading, reading
from halsogap.figures.profile.sentences import people_sentence, standing_sentence
from halsogap.figures.profile.table import profile_rows
from halsogap.geography import area, lineage
from halsogap.i18n import Words
from halsogap.reading.reader import Reader
from halsogap.stats.profile import standings


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """All figures of the page; the pyramid is left out where the ages are not known."""
    data = reading(choices, reader)
    return [figure for figure in (indicators(data, words), people(data, words), locator(data, words)) if figure]


def indicators(reading: Reading, words: Words) -> Figure:
    """Every indicator of the place beside what it lies in. The page's main figure."""
    place, whole = reading.place, reading.whole(words)
    finding = [
        people_sentence(place.name, reading.profile.people, words),
        standing_sentence(standings(reading.table), whole, words),
    ]
    title = words("profile.title", place=place.name)
    notable = zip(("strengths", "needs"), strengths_sentences(reading, words), strict=True)
    return Figure(
        id="profile.table",
        address=reading.choices.address,
        title=title,
        finding=sentence(spaced(finding)),
        table=Table(partial(profile_rows, reading.table, reading.catalog, reading.columns(words), whole, words)),
        provenance=reading.source(reading.indicators, words, computed=words("profile.computed")),
        alternative=title,
        stem=f"profil_{place.code}",
        notes=(*missing(reading, words), *notes(reading, words)),
        about={
            words("map.area"): place.name,
            **{words(f"profile.{kind}"): plain(" ".join(lines)) for kind, lines in notable if lines},
        },
    )


def people(reading: Reading, words: Words) -> Figure | None:
    """Who lives there: the population pyramid; None where the numbers of women and men of all ages are not known."""
    steps, place = reading.profile.steps, reading.place
    if steps is None:
        return None
    source = reading.source([reading.catalog[step.indicator] for step in steps.steps], words)
    draw = partial(
        pyramid_svg,
        steps,
        reading.profile.beside,
        words,
        mark=source.badge,
        whole=words("finding.riket"),
        font=PICTURE_FONT,
        sized=True,
    )
    rows = partial(pyramid_rows, steps, words)
    return Figure(
        id="profile.pyramid",
        address=reading.choices.address,
        title=words("profile.of", place=place.name, what=words("profile.pyramid", year=steps.period)),
        finding=sentence(people_sentence(place.name, reading.profile.people, words)),
        table=Table(rows, {words(f"sex.{sex}"): Column(words("unit.persons.name"), 0) for sex in "KM"}),
        provenance=source,
        alternative=pyramid_alt(steps, place.name, words),
        stem=f"profil_alder_{place.code}",
        picture=SvgPicture(draw, lambda: {"ages": rows()}),
    )


def locator(reading: Reading, words: Words) -> Figure:
    """Where the place lies."""
    place = reading.place
    source = reading.source([], words)
    alternative = locator_alt(place, words)
    rows = partial(_wholes, reading, words)

    def draw() -> str:
        return locator_svg(locator_frames(reading.reader, place), mark=source.badge, font=PICTURE_FONT)

    return Figure(
        id="profile.locator",
        address=reading.choices.address,
        title=words("profile.locator_title", place=place.name),
        finding=sentence(escape(alternative)),
        table=Table(rows),
        provenance=source,
        alternative=alternative,
        stem=f"profil_lage_{place.code}",
        picture=SvgPicture(draw, lambda: {"places": rows()}),
    )


def _wholes(reading: Reading, words: Words) -> pd.DataFrame:
    """The place and all that it lies in: level, code and name."""
    place = reading.place
    names = {code: place.name if code == place.code else area(code).name for code in lineage(place).values()}
    return pd.DataFrame(
        {
            words("control.level"): [words(f"level.{level}") for level in lineage(place)],
            words("export.code"): list(names),
            words("export.area"): list(names.values()),
        }
    )
