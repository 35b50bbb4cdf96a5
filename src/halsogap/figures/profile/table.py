"""The profile's table: every indicator of a place beside what it lies in, on the page, in print and as a file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd
from markupsafe import Markup

from halsogap.figures.markup import each, joined
from halsogap.i18n import Words
from halsogap.model import Better, Indicator, Sex, Status
from halsogap.stats.profile import Standing, standing_of

DENSE = 30
"""Of more indicators than this the rows are printed closer together, so that the table keeps to its page."""

MARKS = {Standing.BETTER: "▲", Standing.LIKE: "●", Standing.WORSE: "▼"}
"""Beside the word, so that a reader who runs down the column sees it."""


def table_html(
    table: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    columns: Mapping[str, str],
    against: str,
    words: Words,
    *,
    foot: str,
    demo: bool,
) -> Markup:
    """One row an indicator, grouped by goal area: women, men and total of the place and of what it lies in.

    Parameters
    ----------
    table
        What `stats.profile.profile` gives.
    columns
        The names of what is shown by their column in `table`: `value` for the place, then those above it.
    against
        The name of what the place is measured against.
    foot
        What is printed below the table on every page, as plain text.
    demo
        Whether the values are made up: then the foot is a mark.
    """
    head = each('<th scope="colgroup" colspan="3">{}</th>', columns.values())
    sex_head = Markup('<th scope="col" class="hg-{}{}">{}</th>')
    sexes = joined(
        sex_head.format(sex, " hg-first" if sex is Sex.K else "", words(f"sex.{sex}")) for _ in columns for sex in Sex
    )
    wide = 3 + 3 * len(columns)
    body = Markup('<tbody><tr><th scope="rowgroup" colspan="{}">{}</th></tr>{}</tbody>')
    bodies = joined(
        body.format(wide, name, joined(rows))
        for name, rows in _groups(table, indicators, list(columns), against, words)
    )
    return Markup(
        '<table class="hg-profile-table{dense}"><caption>{caption}</caption>'
        '<thead><tr><th scope="col" rowspan="2">{indicator}</th>'
        '<th scope="col" rowspan="2">{year}</th>{head}'
        '<th scope="col" rowspan="2">{against}</th></tr>'
        "<tr>{sexes}</tr></thead>{bodies}"
        '<tfoot class="hg-print{mark}"><tr><td colspan="{wide}">{foot}</td></tr></tfoot></table>'
    ).format(
        dense=" hg-dense" if table["indicator"].nunique() > DENSE else "",
        caption=words("profile.caption"),
        indicator=words("control.indicator"),
        year=words("panel.year"),
        head=head,
        against=words("profile.against", whole=against),
        sexes=sexes,
        bodies=bodies,
        mark=" hg-mark" if demo else "",
        wide=wide,
        foot=foot,
    )


def years_text(period: int, years: int) -> str:
    """The year that a value is of, or the years that it is the mean of: "2020–22"."""
    return str(period) if years == 1 else f"{period - years + 1}–{period % 100:02d}"


def group_name(indicator: Indicator, words: Words) -> str:
    """What the indicator is listed under: its goal area, or else where it comes from."""
    return words(f"profile.goal_{indicator.goal_area}") if indicator.goal_area else words(f"control.{indicator.group}")


def standing_words(rows: pd.DataFrame, indicator: Indicator, against: str, words: Words) -> tuple[Standing | None, str]:
    """How an indicator stands, in words: its total, and women or men where they stand otherwise.

    `rows` are one indicator's of `stats.profile.profile`, measured `against` what has that name. No standing where
    nothing can be judged; the words then say why.
    """
    main = standing_of(rows)
    if main is None:
        return None, _not_judged(rows, indicator, against, words)
    texts = [] if main is Standing.MIXED else [words(f"profile.standing_{main}")]
    other = {
        sex: standing
        for sex, standing in zip(rows["sex"], rows["standing"], strict=True)
        if sex != Sex.T and standing not in ("", main)
    }
    if len(other) == 2 and len(set(other.values())) == 1:
        texts.append(words("profile.each", standing=words(f"profile.standing_{next(iter(other.values()))}")))
    else:
        texts += [f"{words(f'sex.{sex.lower()}')} {words(f'profile.standing_{s}')}" for sex, s in other.items()]
    return main, ", ".join(texts)


def profile_rows(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], columns: Mapping[str, str], against: str, words: Words
) -> pd.DataFrame:
    """The profile as rows for a file, one an indicator and sex, with interval, standing, rank and the publisher's ids.

    `table`, `columns` and `against` as in `table_html`; the index says which indicator a row is of.
    """
    known = [indicators[slug] for slug in table["indicator"]]
    frame = pd.DataFrame(
        {
            words("export.indicator"): [words.of(indicator.name) for indicator in known],
            words("profile.group"): [group_name(indicator, words) for indicator in known],
            words("export.unit"): [words.unit(indicator) for indicator in known],
            words("export.year"): [years_text(*pair) for pair in zip(table["period"], table["years"], strict=True)],
            words("profile.sex"): [words(f"sex.{sex}") for sex in table["sex"]],
            **{name: table[column] for column, name in columns.items()},
            words("profile.lower"): table["lower"],
            words("profile.upper"): table["upper"],
            words("profile.against", whole=against): [
                words(f"profile.standing_{standing}") if standing else "" for standing in table["standing"]
            ],
            words("profile.rank"): table["rank"],
            words("profile.areas"): table["areas"],
            words("export.status"): [
                "" if status == Status.VALUE else words(f"status.{status}") for status in table["status"]
            ],
            words("profile.series"): [", ".join((*i.kpis, *i.tables)) for i in known],
        }
    )
    return frame.set_axis(table["indicator"], axis=0).rename_axis("indicator")


def _groups(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], columns: list[str], against: str, words: Words
) -> Iterator[tuple[str, list[Markup]]]:
    """The table's rows by group, in the order of each group's first indicator."""
    groups: dict[str, list[Markup]] = {}
    for slug, rows in table.groupby("indicator", sort=False):
        indicator = indicators[str(slug)]
        groups.setdefault(group_name(indicator, words), []).append(_row(rows, indicator, columns, against, words))
    yield from groups.items()


def _row(rows: pd.DataFrame, indicator: Indicator, columns: list[str], against: str, words: Words) -> Markup:
    by_sex = {str(row["sex"]): row for _, row in rows.iterrows()}
    cells = joined(_cell(by_sex.get(sex), column, sex, indicator, words) for column in columns for sex in Sex)
    main, sexes = standing_words(rows, indicator, against, words)
    sign = Markup('<span class="hg-{}" aria-hidden="true">{}</span> ')
    unit = words.unit(indicator)
    return Markup('<tr><th scope="row">{name}{unit}</th><td>{years}</td>{cells}<td>{sign}{standing}</td></tr>').format(
        name=words.of(indicator.short),
        unit=Markup(" <small>{}</small>").format(unit) if unit else "",
        years=years_text(rows["period"].iloc[0], rows["years"].iloc[0]),
        cells=cells,
        sign=sign.format(main, MARKS[main]) if main in MARKS else "",
        standing=sexes,
    )


def _cell(row: pd.Series | None, column: str, sex: Sex, indicator: Indicator, words: Words) -> Markup:
    """One number with its interval, or why there is none; nothing where the indicator has not that sex."""
    first = Markup(' class="hg-first"') if sex is Sex.K else ""
    if row is None:
        return Markup("<td{}></td>").format(first)
    value = float(row[column])
    if not math.isnan(value):
        text = words.number(value, indicator.decimals)
    elif column == "value":
        text = words(f"profile.short_{row['status']}")
    else:
        text = "–"
    limits = Markup("")
    if column == "value" and not math.isnan(row["lower"]):
        low, high = (words.number(row[edge], indicator.decimals) for edge in ("lower", "upper"))
        limits = Markup("<small>{}–{}</small>").format(low, high)
    return Markup("<td{}>{}{}</td>").format(first, text, limits)


def _not_judged(rows: pd.DataFrame, indicator: Indicator, against: str, words: Words) -> str:
    if indicator.better is Better.UNKNOWN:
        return words("profile.no_direction")
    if rows["value"].isna().all():
        return ""
    if rows["reference"].isna().all():
        return words("profile.no_reference", whole=against)
    return words("profile.no_yardstick")
