"""The what-if page's answer: areas against the reference, certainty, where to start, who gains, sensitivity."""

from __future__ import annotations

from functools import partial

from markupsafe import escape

from halsogap.errors import BadInput
from halsogap.figures.charts import ChartPicture
from halsogap.figures.figure import Column, Figure, Sentence, Table, plain, sentence
from halsogap.figures.map.drawing import Drawing, alternative, picture
from halsogap.figures.provenance import Provenance, boundaries, provenance
from halsogap.figures.whatif.chart import chance_chart, curve_chart, dots, dots_chart, tornado_chart
from halsogap.figures.whatif.choices import Choices
from halsogap.figures.whatif.gain_map import gain_drawing, map_title
from halsogap.figures.whatif.notes import dots_caption, notes
from halsogap.figures.whatif.payers import cost_in_words, payer_rows, payers_chart, payers_sentence, shares_shown
from halsogap.figures.whatif.published import GROUPS, audit, published_findings, published_rows
from halsogap.figures.whatif.reading import Reading, reading
from halsogap.figures.whatif.sentences import areas_of, headline, sure, where, whole_number
from halsogap.figures.whatif.table import area_columns, area_rows, curve_rows, sex_columns, sex_rows
from halsogap.figures.whatif.tornado import sensitivity
from halsogap.i18n import Words
from halsogap.reading.reader import Reader
from halsogap.stats.tolerance import order
from halsogap.stats.whatif.gains import curve, how_many


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """All figures of the page; none where the question has no answer that holds."""
    try:
        data = reading(choices, reader)
    except BadInput:
        return []
    parts = (areas, sexes, chance, start, payers, gain_map, hangs_on, published)
    return [figure for figure in (part(data, words) for part in parts) if figure]


def source(reading: Reading, words: Words, *, of_map: bool = False, in_money: bool = True) -> Provenance:
    """Where the page's values come from: the unit cost's source too where it is said in money, and of the map the
    boundaries'."""
    choice, cost = reading.choice, reading.cost
    also = []
    if in_money and cost and cost.source:
        also.append(words("whatif.source_cost", source=cost.source))
    if of_map:
        also.append(boundaries(reading.reader, choice.indicator, choice.level, reading.year, words))
    computed = words("whatif.computed")
    return provenance(reading.reader, [reading.indicator], words, level=choice.level, computed=computed, also=also)


def areas(reading: Reading, words: Words) -> Figure:
    """The areas in two years beside the reference; the table has each area's own share. The page's main figure."""
    name = words.of(reading.indicator.name)
    by_rate = reading.rows.iloc[order(reading.rows["rate"])].iloc[[0, -1]]
    limits = [
        f"{area} {words.value(rate, reading.indicator)}"
        for area, rate in zip(by_rate["name"], by_rate["rate"], strict=True)
    ]
    answer, how_sure = plain(headline(reading, words)), sure(reading, words)
    return Figure(
        id="whatif.dots",
        address=reading.choices.address,
        title=answer,
        finding=sentence(escape(how_sure)),
        table=Table(partial(area_rows, reading, words), area_columns(reading, words)),
        provenance=source(reading, words),
        alternative=words("whatif.dots_alt", indicator=name, year=reading.year, low=limits[0], high=limits[1]),
        stem=reading.choices.slug,
        picture=ChartPicture(lambda: dots_chart(dots(reading, words), words), words.language),
        notes=(dots_caption(reading, words), *notes(reading, words)),
        about={
            words("export.year"): str(reading.year),
            words("nav.whatif"): answer,
            words("whatif.sure_title"): how_sure,
        },
    )


def sexes(reading: Reading, words: Words) -> Figure | None:
    """Women and men, each against their own; None where there is nothing to answer apart."""
    if not reading.by_sex:
        return None
    title = _title(reading, words("whatif.sexes_title"), words)
    per_event = reading.cost.amount if reading.cost else None
    return Figure(
        id="whatif.sexes",
        address=reading.choices.address,
        title=title,
        finding=_answer(reading, words),
        table=Table(partial(sex_rows, reading.by_sex, per_event, words), sex_columns(words)),
        provenance=source(reading, words),
        alternative=title,
        stem=f"tank_om_kon_{reading.choices.slug}",
        notes=(words("whatif.sexes_note"), *notes(reading, words)),
        about=_about(reading, words),
    )


def chance(reading: Reading, words: Words) -> Figure:
    """The estimate with its interval, beside what chance alone would show."""
    answer = reading.answer
    low, high, mean, upper = answer.interval.lower, answer.interval.upper, answer.floor.mean, answer.floor.upper
    numbers = {"n": answer.avoided, "low": low, "high": high, "chance": mean, "upper": upper}
    return Figure(
        id="whatif.chance",
        address=reading.choices.address,
        title=_title(reading, words("whatif.sure_title"), words),
        finding=sentence(escape(sure(reading, words))),
        table=Table(partial(sex_rows, {reading.question.sex: answer}, None, words), sex_columns(words)),
        provenance=source(reading, words),
        alternative=words("whatif.chance_alt", **{name: whole_number(n, words) for name, n in numbers.items()}),
        stem=f"tank_om_slump_{reading.choices.slug}",
        picture=ChartPicture(partial(chance_chart, answer.avoided, low, high, mean, upper, words), words.language),
        notes=(words("whatif.chance_note"), *notes(reading, words)),
        about=_about(reading, words),
    )


def start(reading: Reading, words: Words) -> Figure | None:
    """Where to start: how the gains add up, the largest first; None where nobody gains."""
    ordered = curve(reading.rows, by=reading.choices.measure)
    if ordered.empty:
        return None
    text = where(reading, curve(reading.rows), words)
    draw = partial(curve_chart, ordered, how_many(ordered), words, areas=areas_of(reading, words))
    columns = {"avoided": 1, "per_1000": 2, "sum": 1}
    return Figure(
        id="whatif.curve",
        address=reading.choices.address,
        title=_title(reading, words("whatif.where_title"), words),
        finding=sentence(escape(text)),
        table=Table(
            partial(curve_rows, ordered, words),
            {words(f"whatif.column.{name}"): Column(decimals=decimals) for name, decimals in columns.items()},
        ),
        provenance=source(reading, words, in_money=False),
        alternative=words("whatif.curve_alt", said=text),
        stem=f"tank_om_kurva_{reading.choices.slug}",
        picture=ChartPicture(draw, words.language),
        notes=notes(reading, words),
        about=_about(reading, words),
    )


def payers(reading: Reading, words: Words) -> Figure | None:
    """Who gains: the shares of those who bear the cost; None where no source says who pays."""
    shares = shares_shown(reading)
    if shares is None or reading.cost is None:
        return None
    rows = payer_rows(reading, words)
    shared = shares[0]
    context = [] if shared == reading.cost else [words("whatif.payers_context", year=shared.price_year or "")]
    other = shared.source not in ("", reading.cost.source)
    sources = [words("whatif.source_cost", source=shared.source)] if other else []
    return Figure(
        id="whatif.payers",
        address=reading.choices.address,
        title=_title(reading, words("whatif.payers_title"), words),
        finding=sentence(escape(" ".join([payers_sentence(reading, words), *context]))),
        table=Table(
            lambda: rows,
            {words("whatif.column.percent"): Column(decimals=1), words("whatif.column.sek"): Column(decimals=0)},
        ),
        provenance=source(reading, words).adding(*sources),
        alternative=" ".join([words("whatif.payers_title"), payers_sentence(reading, words), *context]),
        stem=f"tank_om_betalare_{reading.choices.slug}",
        picture=ChartPicture(partial(payers_chart, reading, words), words.language),
        notes=(cost_in_words(reading.cost, words),),
        about=_about(reading, words),
    )


def gain_map(reading: Reading, words: Words) -> Figure:
    """The gains on the map."""
    drawn = drawing(reading, words)
    return Figure(
        id="whatif.map",
        address=reading.choices.address,
        title=_title(reading, map_title(reading, words), words),
        finding=_answer(reading, words),
        table=Table(partial(area_rows, reading, words), area_columns(reading, words)),
        provenance=drawn.provenance,
        alternative=alternative(drawn, words),
        stem=f"tank_om_karta_{reading.choices.slug}",
        picture=picture(drawn, reading.reader, words),
        notes=notes(reading, words),
        about=_about(reading, words),
    )


def drawing(reading: Reading, words: Words) -> Drawing:
    """What the map draws."""
    return gain_drawing(reading, source(reading, words, of_map=True, in_money=False), words)


def hangs_on(reading: Reading, words: Words) -> Figure | None:
    """What the answer hangs on, one factor at a time; None where nothing changes it."""
    factors = sensitivity(reading, words)
    if factors.rows.empty:
        return None
    draw = partial(tornado_chart, factors.scaled, words, unit=factors.unit(words))
    limit = Column(factors.unit(words) if not factors.in_money else "", 0)
    return Figure(
        id="whatif.tornado",
        address=reading.choices.address,
        title=_title(reading, words("whatif.tornado_title"), words),
        finding=_answer(reading, words),
        table=Table(partial(factors.table, words), {words("whatif.low"): limit, words("whatif.high"): limit}),
        provenance=source(reading, words),
        alternative=words("whatif.tornado_alt", said=factors.spoken(words)),
        stem=f"tank_om_kanslighet_{reading.choices.slug}",
        picture=ChartPicture(draw, words.language),
        notes=(words("whatif.tornado_lead"), *notes(reading, words)),
        about=_about(reading, words),
    )


def published(reading: Reading, words: Words) -> Figure | None:
    """The published figure, checked; None of other indicators than those that it may be of, and of made-up values."""
    reader = reading.reader
    if not is_published(reading) or reader.snapshot().manifest.demo:
        return None
    tables = audit(reader)
    if not tables:
        return None
    indicators = [reader.catalog()[GROUPS[group]] for group in tables]
    return Figure(
        id="whatif.published",
        address=reading.choices.address,
        title=words("whatif.published_title"),
        finding=sentence(escape(" ".join(published_findings(tables, words)))),
        table=Table(
            partial(published_rows, tables, words),
            {
                words("whatif.published_caption"): Column(decimals=0),
                words("whatif.column.off"): Column(words("unit.percent.name"), 1),
            },
        ),
        provenance=provenance(reader, indicators, words, level=reading.level, computed=words("whatif.computed")),
        alternative=words("whatif.published_title"),
        stem="tank_om_publicerad_siffra",
        notes=(words("whatif.published_lead"),),
    )


def is_published(reading: Reading) -> bool:
    """Whether the published figure may be of the indicator."""
    return reading.indicator.slug in GROUPS.values()


def _title(reading: Reading, what: str, words: Words) -> str:
    """A figure's title away from its page: `what` it shows, of what, when."""
    return words("whatif.of", what=what, indicator=words.of(reading.indicator.name), year=reading.year)


def _answer(reading: Reading, words: Words) -> Sentence:
    return sentence(headline(reading, words))


def _about(reading: Reading, words: Words) -> dict[str, str]:
    return {words("export.year"): str(reading.year), words("nav.whatif"): plain(headline(reading, words))}
