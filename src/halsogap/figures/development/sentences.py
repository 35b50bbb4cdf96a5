"""A place's development in words: where it is, what has changed, where it stands, and whether the trend is sure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from halsogap.figures.markup import joined, of_sex, spaced, strong
from halsogap.i18n import Words
from halsogap.model import Better, Indicator, Sex
from halsogap.rounding import rounded
from halsogap.stats.development import Change, Standing
from halsogap.stats.tolerance import above
from halsogap.stats.trend import LIMIT, Marker, Reason, Trend

RELATIVE = ("per_100000", "sek", "persons", "number")
"""Amounts change by per cent; shares, years and points by their difference."""

ARROWS = {Marker.RISING: "↗", Marker.FALLING: "↘", Marker.NO_CHANGE: "→", Marker.NO_TEST: "–"}


@dataclass(frozen=True)
class Summary:
    """What is known of one sex (or both together) in the year shown: the value, its change, standing and rank.

    `of` is among how many it has its rank.
    """

    value: float
    change: Change | None = None
    standing: Standing | None = None
    rank: int | None = None
    of: int = 0


def finding(
    summaries: Mapping[Sex, Summary], place: str, year: int, areas: str, indicator: Indicator, words: Words
) -> Markup:
    """Two or three sentences, as HTML: the value, what has changed, and the standing.

    Parameters
    ----------
    summaries
        The total alone, or women and men; a sex without a value that year is absent.
    place, areas
        The place's name, and what it is compared with: "kommuner".
    """
    if Sex.T in summaries:
        total = summaries[Sex.T]
        sentences = [_now_total(total, place, year, indicator, words), _change_total(total.change, indicator, words)]
        sentences.append(_standing(total, place, areas, indicator, words))
    else:
        sentences = [_now_sexes(summaries, place, year, indicator, words), _change_sexes(summaries, indicator, words)]
        sentences.append(_standing_sexes(summaries, place, areas, indicator, words))
    return spaced(sentences)


def _now_total(summary: Summary, place: str, year: int, indicator: Indicator, words: Words) -> Markup:
    value = strong(words.value(summary.value, indicator))
    return words.markup("development.now.total", place=place, value=value, per=_per(indicator, words), year=year)


def _now_sexes(summaries: Mapping[Sex, Summary], place: str, year: int, indicator: Indicator, words: Words) -> Markup:
    fields = {
        "place": place,
        "per": _per(indicator, words),
        "year": year,
        **{
            name: of_sex(sex, words.value(summaries[sex].value, indicator))
            for name, sex in (("women", Sex.K), ("men", Sex.M))
            if sex in summaries
        },
    }
    key = "sexes" if len(summaries) == 2 else "woman" if Sex.K in summaries else "man"
    return words.markup(f"development.now.{key}", **fields)


def _change_total(change: Change | None, indicator: Indicator, words: Words) -> Markup:
    if change is None:
        return words.markup("development.change.none")
    if change.broken:
        return _broken(change, indicator, words)
    amount, since = amount_of(change, indicator, words), _since(change, indicator, words)
    if not amount:
        return words.markup("development.change.same", since=since)
    way = words.markup("development.change.higher" if change.difference > 0 else "development.change.lower")
    return words.markup("development.change.total", amount=strong(amount), way=way, since=since)


def _change_sexes(summaries: Mapping[Sex, Summary], indicator: Indicator, words: Words) -> Markup:
    changes = {sex: one.change for sex, one in summaries.items() if one.change}
    if not changes:
        return words.markup("development.change.none")
    if broken := next((change for change in changes.values() if change.broken), None):
        return _broken(broken, indicator, words)
    since = {change.since for change in changes.values()}
    if len(changes) == 2 and len(since) == 1:
        women, men = (_moved(changes[sex], indicator, words) for sex in (Sex.K, Sex.M))
        start = _since(changes[Sex.K], indicator, words)
        return words.markup("development.change.sexes", since=start, women=women, men=men)
    return spaced(
        words.markup(
            f"development.change.one_{sex}",
            since=_since(change, indicator, words),
            change=_moved(change, indicator, words),
        )
        for sex, change in changes.items()
    )


def _moved(change: Change, indicator: Indicator, words: Words) -> Markup:
    amount = amount_of(change, indicator, words)
    if not amount:
        return words.markup("development.change.unchanged")
    key = "up" if change.difference > 0 else "down"
    return words.markup(f"development.change.{key}", amount=strong(amount))


def amount_of(change: Change, indicator: Indicator, words: Words) -> str:
    """How large a change is, without its sign: in per cent or in the unit; empty where none is seen."""
    # What is written is compared: 62,4 and 62,4 are the same to whoever reads them.
    if words.number(change.before, indicator.decimals) == words.number(change.after, indicator.decimals):
        return ""
    if indicator.unit in RELATIVE and not math.isnan(change.percent):
        percent = int(rounded(abs(change.percent)))
        return words("development.change.percent" if percent else "development.change.under", n=words.number(percent))
    return f"{words.number(abs(change.difference), indicator.decimals)} {words(f'unit.{indicator.unit}.diff')}".strip()


def _broken(change: Change, indicator: Indicator, words: Words) -> Markup:
    assert change.broken
    note = words.of(change.broken.note)
    return words.markup(
        "development.change.broken", since=_since(change, indicator, words), year=change.broken.year, note=note
    )


def _since(change: Change, indicator: Indicator, words: Words) -> str:
    if change.since == indicator.baseline_year:
        return words("development.change.baseline", year=change.since)
    return str(change.since)


def _standing(summary: Summary, place: str, areas: str, indicator: Indicator, words: Words) -> Markup:
    if summary.standing is None or summary.rank is None:
        return Markup("")
    unknown = indicator.better is Better.UNKNOWN and summary.standing is Standing.MIDDLE
    key = "middle_unknown" if unknown else str(summary.standing)
    fields = {"n": words.number(summary.of), "areas": areas, "place": place, "rank": words.number(summary.rank)}
    return words.markup(f"development.placed.{key}", **fields)


def _standing_sexes(
    summaries: Mapping[Sex, Summary], place: str, areas: str, indicator: Indicator, words: Words
) -> Markup:
    women, men = summaries.get(Sex.K), summaries.get(Sex.M)
    if not women or not men or women.rank is None or men.rank is None or indicator.better is Better.UNKNOWN:
        return Markup("")
    if women.of != men.of or women.standing is None or men.standing is None:
        return Markup("")
    ranks = {"women": words.number(women.rank), "men": words.number(men.rank)}
    return words.markup("development.placed.sexes", n=words.number(women.of), areas=areas, place=place, **ranks)


def trend_html(trends: Mapping[Sex, Trend], years_in_value: int, indicator: Indicator, words: Words) -> Markup:
    """The trend markers as an HTML section: an arrow, a word and what it rests on, and the rule below them."""
    line = Markup(
        '<tr><th scope="row" class="hg-{sex}">{name}</th>'
        '<td class="hg-marker"><span aria-hidden="true">{arrow}</span> {marker}</td><td>{evidence}</td></tr>'
    )
    rows = joined(
        line.format(
            sex=sex,
            name=words(f"sex.{sex}"),
            arrow=ARROWS[one.marker],
            marker=marker_words(one, indicator, words),
            evidence=evidence(one, years_in_value, indicator, words),
        )
        for sex, one in trends.items()
    )
    return Markup(
        '<section class="hg-panel hg-trends"><h2>{}</h2>'
        '<table class="hg-values">{}</table><p class="hg-caption">{}</p></section>'
    ).format(words("trend.title"), rows, words("trend.rule"))


def marker_words(trend: Trend, indicator: Indicator, words: Words) -> str:
    """A trend marker in words, with whether its direction is good where that is known: plain text."""
    marker = words(f"trend.{trend.marker}")
    if trend.marker not in (Marker.RISING, Marker.FALLING) or indicator.better is Better.UNKNOWN:
        return marker
    good = (trend.marker is Marker.RISING) == (indicator.better is Better.HIGHER)
    return f"{marker}, {words('trend.good' if good else 'trend.bad')}"


def evidence(trend: Trend, years_in_value: int, indicator: Indicator, words: Words) -> str:
    """What a trend marker rests on, or why there is none: plain text."""
    years = enumerated([str(year) for year in trend.years], words)
    if trend.reason is None:
        numbers = {"chi": words.number(trend.chi_square, 1), "limit": words.number(LIMIT, 1), "years": years}
        if trend.marker is not Marker.NO_CHANGE:
            return words("trend.beyond", **numbers)
        return (
            words("trend.within", **numbers)
            if not above(trend.chi_square, LIMIT)
            else words("trend.one_point", years=years)
        )
    if trend.reason is Reason.NO_VALUES:
        return words("trend.no_values")
    if trend.reason is Reason.NO_COUNTS:
        key = "no_denominator" if indicator.population else "no_counts"
        return words(f"trend.{key}", publisher=indicator.source.name)
    key = "few_broken" if trend.broken else "few_points"
    text = words(f"trend.{key}", n=len(trend.years), years=years, year=trend.broken)
    return text if years_in_value == 1 else f"{text} {_rolling(years_in_value, words)}"


def _rolling(years: int, words: Words) -> str:
    return words("trend.few_rolling", word=words.counted(years).lower(), n=years)


def enumerated(names: Sequence[str], words: Words) -> str:
    """Names in a row: "2010, 2013 och 2016"."""
    return words("trend.and", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)


def _per(indicator: Indicator, words: Words) -> str:
    return words("finding.per") if indicator.unit == "per_100000" else ""
