"""What a table may hide: each kind of fault in a small table, with the values and questions it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from halsogap.i18n import LANGUAGES, words
from halsogap.sources.upload.divisions import divisions
from halsogap.sources.upload.interpretation import Interpretation, interpret

KNOWN = divisions()


def read(*lines: str, name: str = "tabell 2023.csv") -> Interpretation:
    return interpret("\n".join(lines).encode(), name, KNOWN, fetched_at="2026-01-02T03:04:05+00:00")


def values(found: Interpretation) -> dict[tuple[str, int, str], float]:
    rows = found.observations[found.observations["status"] == "value"]
    return {(row.area, row.period, row.sex): row.value for row in rows.itertuples()}


READ: dict[str, tuple[tuple[str, ...], dict[tuple[str, int, str], float], set[str], str]] = {
    "owners with a total": (
        ("kommun;huvudman;andel", "Ale;Kommunal;80", "Ale;Enskild;90", "Ale;Samtliga;82", "Alvesta;Samtliga;70"),
        {("1440", 2023, "T"): 82, ("0764", 2023, "T"): 70}, {"only"}, "percent",
    ),
    "ages with a total": (
        ("kommun;ålder;andel", "Ale;0-17;80", "Ale;18-;90", "Ale;0-100+ år;82", "Alvesta;0-100+ år;70"),
        {("1440", 2023, "T"): 82, ("0764", 2023, "T"): 70}, {"only"}, "percent",
    ),
    "limits and a day of extraction": (
        ("Uttag 2024-02-21", "Avser år 2022", "", "kommun;andel;nedre;övre", "Ale;12,5;10;15", "Alvesta;13;11;16"),
        {("1440", 2022, "T"): 12.5, ("0764", 2022, "T"): 13}, {"limit"}, "percent",
    ),
    "row numbers, organisations' numbers and bases": (
        ("Löpnr;Kommun;Orgnr;Antal svar;Nöjda (%)", "1;Ale;2120001;120;80", "2;Alvesta;2120002;130;70"),
        {("1440", 2023, "T"): 80, ("0764", 2023, "T"): 70}, {"base"}, "percent",
    ),
    "a period in a heading": (
        ("kommun;2019–2022", "Ale;12", "Alvesta;13"),
        {("1440", 2022, "T"): 12, ("0764", 2022, "T"): 13}, {"span"}, "number",
    ),
    "codes in two columns": (
        ("LÄNSKOD;KOMMUNKOD;andel", "01;14;12", "1;15;13", "14;40;15"),
        {("0114", 2023, "T"): 12, ("0115", 2023, "T"): 13, ("1440", 2023, "T"): 15}, set(), "percent",
    ),
    "a code and a name of two places": (
        ("kommunkod;kommun;andel", "0114;Upplands Väsby;12", "0115;Ale;13", "1440;Ale;14"),
        {("0114", 2023, "T"): 12, ("1440", 2023, "T"): 14}, set(), "percent",
    ),
    "counties that are no more": (
        ("länskod;år;andel", "12;1990;5", "12;2000;6", "11;1990;4", "01;1990;7"),
        {("12", 2000, "T"): 6, ("01", 1990, "T"): 7}, set(), "percent",
    ),
    "shares of one": (
        ("kommun;andel", "Hela landet;0,5", "Ale;0,12"),
        {("0000", 2023, "T"): 0.5, ("1440", 2023, "T"): 0.12}, {"fraction"}, "percent",
    ),
    "a footnote on the first value": (
        ("kommun;andel", "Ale;80,5*", "Alvesta;70", "Aneby;60"),
        {("0764", 2023, "T"): 70, ("0604", 2023, "T"): 60}, set(), "percent",
    ),
    "coordinates and a rate": (
        ("Kommun;lat;long;Skolor per 10 000 invånare", "Ale;57,9;12,1;3", "Alvesta;56,9;14,5;4"),
        {("1440", 2023, "T"): 3, ("0764", 2023, "T"): 4}, set(), "number",
    ),
    "a rank and a base": (
        ("Kommun;Rang;Andel;Antal elever", "Ale;1;50,1;1000", "Alvesta;2;60,1;900"),
        {("1440", 2023, "T"): 50.1, ("0764", 2023, "T"): 60.1}, {"base"}, "percent",
    ),
    "counts beside shares": (
        ("Kommun;Antal kvinnor;Antal män;Andel kvinnor;Andel män", "Ale;10;20;50,1;49,9"),
        {("1440", 2023, "K"): 50.1, ("1440", 2023, "M"): 49.9}, {"count"}, "percent",
    ),
    "a difference beside the sexes": (
        ("Kommun;Kvinnor;Män;Skillnad kvinnor-män", "Ale;10;20;-10", "Alvesta;30;20;10"),
        {("1440", 2023, "K"): 10, ("1440", 2023, "M"): 20, ("0764", 2023, "K"): 30, ("0764", 2023, "M"): 20},
        {"difference"}, "number",
    ),
    "bare counties under Region": (
        ("Region;Andel", "Stockholm;12", "Uppsala;13", "Södermanland;11"),
        {("01", 2023, "T"): 12, ("03", 2023, "T"): 13, ("04", 2023, "T"): 11}, set(), "percent",
    ),
    "two columns of which either may be it": (
        ("kommun;trygghet;oro", "Ale;80;5", "Alvesta;70;6"),
        {("1440", 2023, "T"): 80, ("0764", 2023, "T"): 70}, {"value"}, "number",
    ),
    "small areas before and after they were drawn anew": (
        ("deso;år;andel", "2180A0010;2022;1", "2180A0010;2024;2"),
        {("2180A0010", 2022, "T"): 1, ("2180A0010", 2024, "T"): 2}, {"vintages"}, "percent",
    ),
    "the sex and the unit in one word": (
        ("Kommun;Flickors_andel;AndelPojkar", "Ale;1;2"),
        {("1440", 2023, "K"): 1, ("1440", 2023, "M"): 2}, set(), "percent",
    ),
    "one sex in the title": (
        ("Medellivslängd, kvinnor", "", "kommun;värde", "Ale;84,1", "Alvesta;83"),
        {("1440", 2023, "K"): 84.1, ("0764", 2023, "K"): 83}, {"lone_K"}, "number",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "asked", "unit"), READ.values(), ids=READ.keys())
def test_a_value_is_right_and_what_is_not_sure_is_asked(
    lines: tuple[str, ...], expected: dict[tuple[str, int, str], float], asked: set[str], unit: str
) -> None:
    found = read(*lines)
    assert values(found) == expected
    assert {question.key for question in found.questions} == asked
    assert found.description.unit == unit
    for language in LANGUAGES:
        assert all("{" not in question.in_words(words(language)) for question in found.questions)


REFUSED: dict[str, tuple[tuple[str, ...], str, str, set[str]]] = {
    "owners without a total": (
        ("kommun;huvudman;andel", "Ale;Kommunal;80", "Ale;Enskild;90", "Alvesta;Kommunal;70"),
        "tabell 2023.csv", "splits", {"splits"},
    ),
    "a row an event": (
        ("kommun;antal", "Ale;1", "Ale;1", "Ale;1", "Alvesta;1", "Alvesta;1"), "tabell 2023.csv", "sums", set(),
    ),
    "two years in the title": (
        ("Folkmängd 2021 och 2022", "kommun;antal", "Ale;12", "Alvesta;13"), "tabell.csv", "no_year", {"years"},
    ),
    "the year of a goal": (("Mål 2030", "kommun;andel", "Ale;12", "Alvesta;13"), "tabell.csv", "no_year", {"year"}),
    "the year of prices": (
        ("Inkomst i 2021 års priser", "kommun;kr", "Ale;1200", "Alvesta;1300"), "tabell.csv", "no_year", {"year"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "name", "key", "asked"), REFUSED.values(), ids=REFUSED.keys())
def test_what_the_values_depend_on_is_never_guessed(
    lines: tuple[str, ...], name: str, key: str, asked: set[str]
) -> None:
    found = read(*lines, name=name)
    assert found.refusal is not None
    assert found.refusal.key == key
    assert found.observations.empty
    assert {question.key for question in found.questions} == asked


def test_why_a_row_is_not_read_is_told() -> None:
    reasons: dict[str, dict[str, Any]] = {
        "contradicts": {"lines": READ["a code and a name of two places"][0], "rows": [3]},
        "retired": {"lines": READ["counties that are no more"][0], "rows": [2, 4]},
        "not_chosen": {"lines": READ["owners with a total"][0], "rows": [2, 3]},
        "above": {"lines": ("kommun;täljare;nämnare", "Ale;12;100", "Alvesta;130;100"), "rows": [3]},
    }
    for why, case in reasons.items():
        report = read(*case["lines"]).report
        assert report is not None
        assert report.fates.loc[report.fates["why"] == why, "row"].tolist() == case["rows"]


def test_an_area_whose_value_is_missing_has_got_none() -> None:
    report = read("kommun;andel", "Ale;12", "Alvesta;..").report
    assert report is not None
    assert report.matched == 1
    assert report.empty == (("0764", "Alvesta"),)
    assert len(report.missing) == 288
