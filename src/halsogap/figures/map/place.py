"""The chosen area beside the map: its values by sex with rank and interval, the gap, the trend, and what to mind."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from halsogap.figures import places
from halsogap.figures.address import Selection
from halsogap.figures.map.panel import Panel, Row
from halsogap.figures.map.reading import Reading
from halsogap.figures.map.small_area_values import counts_behind, residents
from halsogap.figures.trend import HOLLOW, Line, trend_picture
from halsogap.figures.uncertainty import why_no_interval
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Indicator, Level, Sex
from halsogap.reading import small_areas
from halsogap.reading.intervals import interval_of
from halsogap.reading.reader import Reader
from halsogap.stats.areal.highest_lowest import smoothed
from halsogap.stats.areal.own_areas import rests_on
from halsogap.stats.map_view import MapView, View
from halsogap.stats.series import runs


def place_panel(reading: Reading, words: Words) -> Panel:
    """What the panel says of the chosen area, or of the country: all three sexes, whichever view the map has."""
    reader, choice, indicator, period = reading.reader, reading.choice, reading.indicator, reading.period
    codes = list(reading.table["code"])
    here = places.place(reader, choice, words)
    position = codes.index(here.code) if choice.area else None
    values = reading.whole
    if choice.area:
        values = reader.area_values(indicator.slug, here.level, here.code, period)
    intervals = {
        sex: interval_of(reader, indicator, here.level, here.code, period, sex, v) for sex, v in values.items()
    }
    rows = [
        Row(
            map_view.id,
            values.get(Sex(map_view.id), math.nan),
            status="missing" if position is None else str(map_view.status.iloc[position]),
            standing="" if position is None else _standing(map_view, position, indicator, words),
            interval=intervals.get(Sex(map_view.id)),
            smoothed=_smoothed(reader, choice, indicator, map_view, codes),
        )
        for map_view in reading.by_sex
        if Sex(map_view.id) in indicator.sexes
    ]
    if indicator.by_sex:
        rows.append(_gap_row(values, indicator, words))
    trend, caption, years, carried = _trend(reader, choice, indicator, here, words)
    notes = _notes(reader, choice, indicator, here, any(intervals.values()), words)
    return Panel(
        place=words("panel.riket") if here.code == RIKET_CODE else here.name,
        parent=_parent(reader, choice, here, words),
        rows=tuple(rows),
        trend=trend,
        trend_caption=caption,
        hint=words("panel.choose_area") if position is None else "",
        notes=tuple(filter(None, [carried, *notes])),
        about=tuple(_about(indicator, words)),
        years=years,
        year_columns=tuple(words(f"sex.{sex}") for sex in Sex if sex in indicator.sexes),
    )


def place_rows(panel: Panel, words: Words) -> pd.DataFrame:
    """The panel's years as rows for a file, the newest first; the year shown alone where there is no other."""
    names = [words("panel.year"), *panel.year_columns]
    return pd.DataFrame([(year, *values) for year, values in panel.years], columns=names)


def _parent(reader: Reader, choice: Selection, here: Area, words: Words) -> str:
    """What the area lies in, and of a small one how many live there."""
    if here.level not in (Level.KOMMUN, *SMALL_LEVELS):
        return ""
    name = area(here.parent).name
    living = residents(reader, choice, Sex.T) if here.level in SMALL_LEVELS else None
    if living is None or here.code not in living.people:
        return name
    return f"{name} · {words('people.here', n=words.number(living.people[here.code]), year=living.year)}"


def _smoothed(reader: Reader, choice: Selection, indicator: Indicator, map_view: MapView, codes: list[str]) -> float:
    """The chosen small area's value, leaning on those of all areas of the map; NaN for any other, or without counts."""
    if choice.level not in SMALL_LEVELS or not choice.area:
        return math.nan
    per, counts = counts_behind(reader, choice, indicator, Sex(map_view.id))
    return float(smoothed(map_view.values.set_axis(codes), counts, per=per)[choice.area])


def _standing(map_view: MapView, position: int, indicator: Indicator, words: Words) -> str:
    rank = map_view.ranks.iloc[position]
    if pd.isna(rank):
        return ""
    shared = int((map_view.ranks == rank).sum()) > 1
    key = "panel.rank_unknown" if indicator.better == "unknown" else "panel.rank_shared" if shared else "panel.rank"
    return words(key, rank=words.number(int(rank)), of=words.number(map_view.ranked))


def _gap_row(values: dict[Sex, float], indicator: Indicator, words: Words) -> Row:
    women, men = values.get(Sex.K, math.nan), values.get(Sex.M, math.nan)
    gap = women - men
    if math.isnan(gap):
        return Row("gap", gap, status="missing")
    if indicator.unit.relative and men:
        standing = words("panel.percent", n=words.number((women / men - 1) * 100, signed=True))
    else:
        standing = words(f"unit.{indicator.unit}.diff")
    return Row("gap", gap, status="value", text=words.number(gap, indicator.decimals, signed=True), standing=standing)


def _trend(
    reader: Reader, choice: Selection, indicator: Indicator, here: Area, words: Words
) -> tuple[Markup, str, tuple[tuple[str, tuple[float, ...]], ...], str]:
    """The trend picture, its caption, its numbers by year, and what to mind of years carried from other boundaries."""
    code = here.code
    own, moved = _through_the_years(reader, indicator, here)
    # Small areas are measured against the municipality or county they lie in, as far as it has values of its own.
    against = area(choice.within if choice.level in SMALL_LEVELS else RIKET_CODE)
    country = reader.by_year(indicator.slug, against.level, against.code)
    total_only = choice.view is View.TOTAL or not indicator.by_sex
    sexes = [Sex.T] if total_only and Sex.T in indicator.sexes else [Sex.K, Sex.M]

    def line(values: dict[int, dict[Sex, float]], sex: Sex, dashed: bool) -> Line:
        by_year = {year: by_sex[sex] for year, by_sex in values.items() if sex in by_sex}
        return Line(str(sex), tuple(runs(by_year, indicator)), dashed, hollow=frozenset() if dashed else moved)

    own_lines = [line(own, sex, False) for sex in sexes]
    beside = [] if code == against.code or not country else [line(country, sex, True) for sex in sexes]
    lines = beside + own_lines
    with_points = [line for line in own_lines if line.points]
    years = sorted({year for line in with_points for year, _ in line.points})
    drawn_sexes = [sex for sex in Sex if sex in indicator.sexes]
    table = tuple(
        (f"{year} {HOLLOW}" if year in moved else str(year), tuple(own[year].get(sex, math.nan) for sex in drawn_sexes))
        for year in sorted(own, reverse=True)
    )
    if not years:
        text = words("panel.no_series") if choice.area or choice.level not in SMALL_LEVELS else ""
        return Markup(""), text, (), ""
    if len(years) == 1:
        return Markup(""), words("panel.one_value", year=years[0]), (), ""
    converted = moved & set(years)
    converted_note = words("panel.carried", sign=HOLLOW, years=_listed(converted)) if converted else ""
    text = " ".join(_line_in_words(line, indicator, words) for line in with_points)
    place = words("panel.riket") if code == RIKET_CODE else here.name
    alt = words(
        "panel.trend_alt", indicator=words.of(indicator.short), place=place, first=years[0], last=years[-1], lines=text
    )
    dashed = words("panel.trend_dashed", whole=places.whole_name(choice, words))
    caption = words("panel.trend") + (f" ({dashed})" if beside else "")
    breaks = tuple(b.year for b in indicator.breaks)
    picture = trend_picture(lines, alt=f"{alt} {converted_note}".strip(), breaks=breaks, marked=choice.period)
    return picture, caption, table, converted_note


def _through_the_years(
    reader: Reader, indicator: Indicator, here: Area
) -> tuple[dict[int, dict[Sex, float]], frozenset[int]]:
    """An area's values by year and sex, and the years whose values have been carried here from other boundaries."""
    own = reader.by_year(indicator.slug, here.level, here.code, here.vintage)
    if here.level not in SMALL_LEVELS:
        return own, frozenset()
    converted = small_areas.converted(reader, indicator.slug, here.level, here.code, here.vintage)
    values = own | {year: {sex: of.value for sex, of in by_sex.items()} for year, by_sex in converted.items()}
    moved = frozenset(year for year, by_sex in converted.items() if any(of.moved for of in by_sex.values()))
    return values, moved


def _listed(years: Iterable[int]) -> str:
    """Years as runs: "2019–2021, 2023"."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in spans)


def _line_in_words(line: Line, indicator: Indicator, words: Words) -> str:
    (first, first_value), (last, last_value) = line.points[0], line.points[-1]
    return words(
        "panel.trend_line",
        sex=words(f"sex.{line.id}"),
        first=first,
        last=last,
        first_value=words.value(first_value, indicator),
        last_value=words.value(last_value, indicator),
    )


def _notes(
    reader: Reader, choice: Selection, indicator: Indicator, here: Area, has_interval: bool, words: Words
) -> list[str]:
    """What anyone who quotes these values must know."""
    if choice.level in SMALL_LEVELS and not choice.area and not reader.by_year(indicator.slug, here.level, here.code):
        return [words("note.whole_sum", whole=places.whole_name(choice, words))]
    notes = []
    if choice.level in SMALL_LEVELS and choice.area and has_interval:
        notes.append(words("ends.about_smoothed"))
    if choice.area and (basis := _rests_on(reader, choice, words)):
        notes.append(basis)
    if (years := indicator.years_in_value(here.level)) > 1:
        notes.append(words("note.rolling", n=words.counted(years)))
    if has_interval:
        rate_note = "brought.interval_rate" if indicator.own else "note.interval_rate"
        notes.append(words("note.interval_share" if indicator.unit.is_share else rate_note))
    else:
        notes += why_no_interval(indicator, words)
    return notes


def _rests_on(reader: Reader, choice: Selection, words: Words) -> str:
    """How much of an own area's value rests on areas that have been split; empty of other areas."""
    own_values = reader.interpolated(choice.indicator) if choice.level is Level.OWN else None
    if own_values is None or not choice.area:
        return ""
    behind = words(f"level.many_{reader.level_behind(choice.indicator, Level.OWN)}")
    split, unknown, _ = rests_on(own_values[0].basis, choice.area, choice.period or 0)
    texts = [words("own_areas.rests_on", percent=words.number(split * 100), areas=behind)]
    if unknown:
        texts.append(words("own_areas.unknown", n=unknown, areas=behind))
    return " ".join(texts)


def _about(indicator: Indicator, words: Words) -> list[str]:
    """What is measured, its direction, and the indicator's own caveats and breaks."""
    texts = [words.of(indicator.definition), words(f"better.{indicator.better}") + "."]
    if indicator.note:
        texts.append(words.of(indicator.note))
    return texts + [words("note.break", year=b.year, note=words.of(b.note)) for b in indicator.breaks]
