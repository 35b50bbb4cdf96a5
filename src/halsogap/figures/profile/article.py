"""The profile as it is shown and printed: the two sheets, filled with what has been read."""

from __future__ import annotations

from markupsafe import Markup

from halsogap.figures.profile.locator import locator
from halsogap.figures.profile.notes import missing, notes
from halsogap.figures.profile.pyramid import pyramid_alt, pyramid_picture, pyramid_table
from halsogap.figures.profile.reading import Reading
from halsogap.figures.profile.sentences import notable_sentences
from halsogap.figures.profile.sheet import Sheet, sheet_html
from halsogap.figures.profile.table import table_html
from halsogap.figures.provenance import Provenance
from halsogap.i18n import Words


def article_html(reading: Reading, source: Provenance, words: Words) -> Markup:
    """The two sheets as an HTML article; `source` closes each of them."""
    place, steps = reading.place, reading.profile.steps
    strengths, needs = strengths_sentences(reading, words)
    sheet = Sheet(
        pyramid=_pyramid(reading, source, words),
        pyramid_title=words("profile.pyramid", year=steps.period) if steps else words("profile.pyramid_none"),
        locator=locator(reading.reader, place, words, mark=source.badge),
        strengths=strengths,
        needs=needs,
        table=table_html(
            reading.table,
            reading.catalog,
            reading.columns(words),
            reading.whole(words),
            words,
            foot=source.line,
            demo=source.demo,
        ),
        missing=missing(reading, words),
        notes=notes(reading, words),
        foot=source.line,
        demo=source.demo,
    )
    return sheet_html(sheet, words)


def strengths_sentences(reading: Reading, words: Words) -> tuple[list[Markup], list[Markup]]:
    """A sentence on each strength and on each need, as HTML."""
    whole, kind = reading.whole(words), words(f"level.many_{reading.place.level}")
    strengths, needs = reading.notable
    table, catalog = reading.table, reading.catalog
    return (
        notable_sentences(strengths, table, catalog, whole, kind, words),
        notable_sentences(needs, table, catalog, whole, kind, words),
    )


def _pyramid(reading: Reading, source: Provenance, words: Words) -> Markup:
    steps = reading.profile.steps
    if steps is None:
        return Markup("<p>{}</p>").format(words("profile.pyramid_fetch"))
    picture = pyramid_picture(
        steps,
        reading.profile.beside,
        words,
        alt=pyramid_alt(steps, reading.place.name, words),
        mark=source.badge,
        whole=words("finding.riket"),
    )
    table = pyramid_table(steps, words)
    folded = Markup("{}<details><summary>{}</summary>{}</details>")
    return folded.format(picture, words("chart.table"), table)
