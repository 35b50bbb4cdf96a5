"""The largest gaps as rows of a table: which indicator, where, how large, to whose disadvantage, how sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from halsogap.catalog.catalog import Catalog
from halsogap.figures.gap.choices import Choices
from halsogap.figures.gap.sentences import favours, gap_in_words, gap_number
from halsogap.figures.markup import each, joined
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.reading.gap_ranking import rankable, ranking
from halsogap.reading.reader import Reader
from halsogap.stats.gap.measure import Measure
from halsogap.stats.gap.ranking import largest

MOST = 25
"""How many rows are shown: those further down are no longer the largest."""


@dataclass(frozen=True)
class Ranked:
    """The largest gaps: `top` are rows of `stats.gap.ranking.largest`, `names` the areas' names by code."""

    top: pd.DataFrame
    catalog: Catalog
    names: Mapping[str, str]

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators that the rows are of, each once."""
        return [self.catalog[slug] for slug in dict.fromkeys(self.top["indicator"])]


def ranked(choices: Choices, reader: Reader) -> Ranked | None:
    """The largest gaps among the areas and indicators that are asked for; None where nothing can be ranked."""
    table, catalog = ranking(reader, choices.ranking_level), reader.published_catalog()
    group = choices.ranking_group
    if group != "all" and len(table):
        table = table[table["indicator"].map(lambda slug: catalog[slug].group) == group]
    if table.empty:
        return None
    top = largest(table, one_each=choices.one_each, most=MOST)
    return Ranked(top, catalog, {code: place.name for code, place in area_index().items()})


def left_out(choices: Choices, reader: Reader, words: Words) -> str:
    """Which indicators with a gap are not ranked, because their sampling variance is not known; empty where all are."""
    catalog, coverage = reader.published_catalog(), reader.coverage()
    ranked_slugs = set(ranking(reader, choices.ranking_level)["indicator"])
    missing = [
        words.of(indicator.short)
        for slug, indicator in catalog.items()
        if rankable(indicator) and slug not in ranked_slugs and coverage.periods(slug, choices.ranking_level)
        if choices.ranking_group in ("all", indicator.group)
    ]
    return words("gap.left_out", names=", ".join(missing)) if missing else ""


def ranking_rows(
    top: pd.DataFrame, catalog: Catalog, names: Mapping[str, str], level: str, words: Words
) -> pd.DataFrame:
    """The rows under the language's own column names, in the order given.

    Parameters
    ----------
    top
        Rows of `gap_ranking.largest`.
    names
        The areas' names by code.
    level
        The level's id, for indicators whose areas do not differ beyond chance.
    """
    rows = []
    for row in top.to_dict("records"):
        indicator = catalog[row["indicator"]]
        rows.append(
            {
                words("control.indicator"): words.of(indicator.short),
                words("gap.area"): words("gap.everywhere", areas=words(f"level.many_{level}"))
                if row["alike"]
                else names[row["area"]],
                words("gap.worse_for"): worse_for(indicator, row["score"] > 0, words),
                words("gap.score"): words.number(abs(row["score"]), 1),
                words("gap.drawn"): gap_number(row["drawn"], indicator, Measure.DIFF, words)
                + " "
                + words(f"unit.{indicator.unit}.diff"),
                words("sex.K"): words.value(row["women"], indicator) if not row["alike"] else "",
                words("sex.M"): words.value(row["men"], indicator) if not row["alike"] else "",
                words("control.year"): str(row["period"]),
                words("gap.how_sure"): words("gap.is_sure" if row["sure"] else "gap.may_be_chance"),
            }
        )
    return pd.DataFrame(rows)


def rows_html(rows: pd.DataFrame) -> Markup:
    """The rows as an HTML table, which a browser shows in no time and a screen reader reads."""
    line = Markup('<tr><th scope="row">{}</th>{}</tr>')
    body = joined(
        line.format(first, each("<td>{}</td>", rest)) for first, *rest in rows.itertuples(index=False, name=None)
    )
    table = Markup('<div class="hg-scroll" tabindex="0"><table class="hg-gaps hg-ranking"><tr>{}</tr>{}</table></div>')
    return table.format(each('<th scope="col">{}</th>', rows.columns), body)


def worse_for(indicator: Indicator, women_higher: bool, words: Words) -> str:
    """Whose disadvantage the gap is; where no direction is known, whose value is the lower."""
    better = favours(indicator, women_higher)
    if not better:
        return words("gap.lower_for", who=words("gap.men" if women_higher else "gap.women"))
    return words("gap.men" if better == "women" else "gap.women")


def ranking_finding(drawn: float, indicator: Indicator, place: str, words: Words) -> str:
    """The largest gap of all in a sentence, as plain text: `drawn` with chance taken out, in `place` (empty where no
    area stands out)."""
    where = words("gap.top_where", place=place) if place else ""
    gap = gap_in_words(max(drawn, 0.0), max(-drawn, 0.0), indicator, Measure.DIFF, words)
    return words("gap.top", indicator=words.of(indicator.short), where=where, gap=gap)
