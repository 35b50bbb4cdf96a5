"""Variables, selection rules and tables of the PxWebApi emulator (see pxweb.py for what is real and what is not)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from emulators._server import Reply

SUFFIX = "_DeSO2025"
UPDATED = "2026-03-24T07:00:00Z"
KON = {"1": "män", "2": "kvinnor", "1+2": "totalt"}


class Problem(Exception):
    """A refusal as PxWebApi writes it; `http` is the status of the answer where it differs from that in the body."""

    def __init__(self, title: str, status: int = 400, http: int | None = None) -> None:
        super().__init__(title)
        self.reply = Reply.json(
            {
                "type": "Parameter error",
                "title": title,
                "status": status,
                **({"detail": title} if title.startswith(("Too", "Uns", "Non-existent page")) else {}),
            },
            http or status,
        )


class Variable:
    """A variable of a table: its `values` (label by code), and which code stands for it where it is not asked for."""

    def __init__(
        self,
        code: str,
        label: str,
        values: Mapping[str, str],
        eliminated_by: str | None = None,
        show: str = "value",
        codelists: dict[str, tuple[str, list[str]]] | None = None,
        units: dict[str, str] | None = None,
    ) -> None:
        self.code, self.label, self.eliminated_by, self.show = code, label, eliminated_by, show
        self.values = dict(values)
        self.codelists, self.units = codelists or {}, units or {}
        self.index = {c: i for i, c in enumerate(self.values)}
        self.fold = {c.casefold(): c for c in self.values}

    def expand(self, items: Iterable[str], codelist: str | None = None) -> list[str]:
        """Value codes for a list of codes and selection expressions (PxWebApi's rules)."""
        universe, out = list(self.values), []
        if codelist:
            if codelist not in self.codelists:
                raise Problem("Non-existent codelist")
            universe = self.codelists[codelist][1]
        known, backwards = {c.casefold(): c for c in universe}, self.code == "Tid"
        for item in items:
            call = re.fullmatch(r"(TOP|BOTTOM|FROM|TO|RANGE)\((.+)\)", item, re.I)
            args = [a.strip() for a in call[2].split(",")] if call else []
            if item.casefold() in known:
                found = [known[item.casefold()]]
            elif call and call[1].upper() in ("TOP", "BOTTOM"):
                if not all(a.isdigit() for a in args) or len(args) > 2:
                    raise Problem("Illegal selection expression")
                n, skip = int(args[0]), int(args[1]) if len(args) == 2 else 0
                newest = (call[1].upper() == "TOP") == backwards  # TOP on time means the newest periods
                row = universe[::-1] if newest else universe
                found = row[skip : skip + n][::-1] if newest else row[skip : skip + n]
            elif call:
                ends = [known.get(a.casefold()) for a in args]
                if None in ends or len(ends) != (2 if call[1].upper() == "RANGE" else 1):
                    raise Problem("Illegal selection expression")
                at = sorted(universe.index(e) for e in ends)
                found = {"FROM": universe[at[0] :], "TO": universe[: at[0] + 1], "RANGE": universe[at[0] : at[-1] + 1]}[
                    call[1].upper()
                ]
            elif "*" in item or "?" in item:
                if not re.fullmatch(r"\*?[^*]*\*?", item):
                    raise Problem("Illegal selection expression")
                pattern = item.casefold().replace("[", "[[]")
                found = [c for c in universe if fnmatch.fnmatchcase(c.casefold(), pattern)]
            else:
                raise Problem("Non-existent value")
            out += found
        return list(dict.fromkeys(out))


Chosen = Sequence[tuple[Variable, list[str]]]
"""Variables with the codes chosen of each, in the table's order."""


class Table:
    """A table: its variables (Region first, Tid last) and its cells, NaN where there is no value."""

    def __init__(
        self,
        table_id: str,
        label: str,
        variables: list[Variable],
        cells: np.ndarray,
        note: list[str],
        subject: str,
        decimals: int = 0,
        unit: str = "antal",
        source: str = "SCB",
    ) -> None:
        self.id, self.label, self.note, self.subject, self.source = table_id, label, note, subject, source
        self.variables, self.cells, self.decimals, self.unit = variables, cells, decimals, unit
        self.vintage = np.array(
            [2025 if c.endswith(SUFFIX) else 2018 if re.match(r"\d{4}[A-CR]", c) else 0 for c in variables[0].values]
        )

    def entry(self, base: str) -> dict[str, Any]:
        """What a search says of the table."""
        years = list(self.variables[-1].values)
        links = []
        for rel, path in (("self", ""), ("metadata", "/metadata"), ("data", "/data")):
            links.append({"rel": rel, "hreflang": "sv", "href": f"{base}/tables/{self.id}{path}?lang=sv"})
        return {
            "id": self.id,
            "label": self.label,
            "description": "",
            "sortCode": self.id,
            "updated": UPDATED,
            "firstPeriod": years[0],
            "lastPeriod": years[-1],
            "category": "public",
            "source": self.source,
            "variableNames": [v.label for v in self.variables],
            "subjectCode": self.subject,
            "timeUnit": "Annual",
            "paths": [[{"id": self.subject, "label": self.subject, "sortCode": self.subject}]],
            "links": links,
        }

    def dataset(
        self, base: str, chosen: Chosen, values: Iterable[float | None] = (), metadata: bool = False
    ) -> dict[str, Any]:
        """The JSON-stat document of some cells, or of what the table has."""
        dims = {}
        for variable, codes in chosen:
            extension: dict[str, Any] = {"elimination": variable.eliminated_by is not None, "show": variable.show}
            if metadata:
                extension["codelists"] = [
                    {
                        "id": i,
                        "label": label,
                        "type": "Valueset",
                        "links": [
                            {"rel": "metadata", "hreflang": "sv", "href": f"{base}/codelists/{quote(i)}?lang=sv"}
                        ],
                    }
                    for i, (label, _) in variable.codelists.items()
                ]
            elif variable.eliminated_by:
                extension["eliminationValueCode"] = variable.eliminated_by
            category: dict[str, Any] = {
                "index": {c: i for i, c in enumerate(codes)},
                "label": {c: variable.values[c] for c in codes},
            }
            if variable.code == "ContentsCode":
                category["unit"] = {
                    c: {"base": variable.units.get(c, self.unit), "decimals": self.decimals} for c in codes
                }
            dims[variable.code] = {"label": variable.label, "category": category, "extension": extension}
        return {
            "version": "2.0",
            "class": "dataset",
            "label": self.label,
            "source": self.source,
            "updated": UPDATED,
            "note": self.note,
            "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "id": list(dims),
            "size": [len(c) for _, c in chosen],
            "dimension": dims,
            "value": list(values),
            "extension": {
                "px": {
                    "tableid": self.id,
                    "decimals": self.decimals,
                    "language": "sv",
                    "matrix": self.id,
                    "heading": ["ContentsCode", "Tid"],
                    "stub": [v.code for v, _ in chosen[:-2]],
                    "official-statistics": self.source == "SCB",
                    "subject-code": self.subject,
                }
            },
        }


def contents(codes: Mapping[str, str], units: dict[str, str] | None = None) -> Variable:
    """The variable of what is counted."""
    return Variable("ContentsCode", "tabellinnehåll", codes, units=units)


def years(*which: int) -> Variable:
    """The variable of time."""
    return Variable("Tid", "år", {str(y): str(y) for y in which}, show="code")


def build_tables(folder: Path) -> dict[str, Table]:
    """The tables that the files in `folder` have cells of, by id."""
    wide = pd.read_csv(folder / "deso2018_2022.csv", dtype={"deso": str}).sort_values("deso")
    old = list(wide["deso"])
    legacy = {"vs_DeSoHE": ("DeSO t.o.m. år 2023", old)}
    both = {"vs_DeSO2018": ("DeSO 2018 t.o.m. år 2023", old)}
    small = Variable("Kon", "kön", {"1+2": "totalt"}, "1+2")
    note = ["Testdata: ett urval av SCB:s tabell; celler utan uppgift i emulatorn är tomma."]

    def region(codelists: dict[str, tuple[str, list[str]]], extra: Iterable[str] = ()) -> Variable:
        return Variable(
            "Region", "region", {c: c for c in old} | {c: c.removesuffix(SUFFIX) for c in extra}, codelists=codelists
        )

    def flat(*columns: str) -> np.ndarray:
        return wide[list(columns)].to_numpy(float)

    new = pd.read_csv(folder / "deso2025_lan20_folkmangd_2024.csv", dtype=str)
    extra = sorted(new["Region"].unique())
    bands = [c.removeprefix("alder_") for c in wide if c.startswith("alder_") and c != "alder_total"]
    code = {b: {"0-4 år": "-4", "80-år": "80-"}.get(b, b.removesuffix(" år")) for b in bands}
    labels = {code[b]: b.replace("80-år", "80- år") for b in bands}
    ages = Variable("Alder", "ålder", {"totalt": "totalt"} | labels, "totalt")
    area = region({**both, "vs_DeSO2025": ("DeSO 2025 fr.o.m. år 2024", extra)}, extra)
    people = np.full((len(area.values), len(ages.values), 1, 1, 3), np.nan)
    people[: len(old), :, 0, 0, 0] = wide[["alder_total", *("alder_" + b for b in bands)]].to_numpy(float)
    total = pd.read_csv(folder / "deso2018_folkmangd_2023.csv", dtype={"deso": str}).set_index("deso").iloc[:, 0]
    people[: len(old), 0, 0, 0, 1] = total.reindex(old).to_numpy(float)
    for place, age, number in zip(new["Region"], new["Alder"], new.iloc[:, 3], strict=True):
        people[area.index[place], ages.index[age], 0, 0, 2] = float(number)
    tables = [
        Table(
            "TAB6574",
            "Folkmängden per region efter ålder och kön. År 2022-2024",
            [area, ages, small, contents({"000007Y7": "Antal"}), years(2022, 2023, 2024)],
            people,
            note,
            "BE",
        )
    ]
    tables.append(
        Table(
            "TAB6685",
            "Låg respektive hög ekonomisk standard efter region och ålder. År 2022",
            [
                region(both),
                Variable("Alder", "ålder", {"tot": "totalt ålder"}),
                contents(
                    {"000008AC": "Låg ekonomisk standard, procent", "000008AD": "Hög ekonomisk standard, procent"}
                ),
                years(2022),
            ],
            flat("lag_ek_std_pct", "hog_ek_std_pct")[:, None, :, None],
            note,
            "HE",
            unit="procent",
        )
    )
    levels = {
        "21": "förgymnasial utbildning",
        "3+4": "gymnasial utbildning",
        "5": "eftergymnasial utbildning, mindre än 3 år",
        "6": "eftergymnasial utbildning, 3 år eller mer",
        "US": "uppgift om utbildningsnivå saknas",
    }
    tables.append(
        Table(
            "TAB5956",
            "Befolkning 25-64 år efter region och utbildningsnivå. År 2022",
            [
                region(legacy),
                Variable("UtbildningsNiva", "utbildningsnivå", levels),
                contents({"000005MO": "Befolkning"}),
                years(2022),
            ],
            flat("utb_forgym", "utb_gym", "utb_efter_lt3", "utb_efter_ge3", "utb_saknas")[:, :, None, None],
            note,
            "UF",
        )
    )
    status = {
        "0000089X": "antal sysselsatta",
        "0000089W": "antal arbetslösa",
        "0000089V": "arbetskraften",
        "0000089Y": "antal totalt",
    }
    tables.append(
        Table(
            "TAB6680",
            "Arbetsmarknadsstatus efter bostadens belägenhet, region, kön och ålder. År 2022",
            [region(both), small, Variable("Alder", "ålder", {"16-64": "16-64 år"}), contents(status), years(2022)],
            flat("sysselsatta_16_64", "arbetslosa_16_64", "arbetskraft_16_64", "tot_16_64")[:, None, None, :, None],
            note,
            "AM",
        )
    )
    long = pd.read_parquet(folder / "regso_kon.parquet")
    places = long.drop_duplicates("code").sort_values("code")
    by_level = {k: list(part["code"]) for k, part in places.groupby("level")}
    measures = {"DISPINK": "dispink", "SYSS": "sysselsatt", "EFTERGYM": "eftergym"}
    spans = sorted(int(y) for y in long["year"].unique())
    where = Variable(
        "Region",
        "region",
        dict(zip(places["code"], places["name"], strict=True)),
        show="code_value",
        codelists={
            "vs_RegSO2020": ("RegSO 2020 t.o.m. år 2023", by_level["regso"]),
            "vs_RegionKommun07": ("Kommuner", by_level["kommun"]),
        },
    )
    cells = np.full((len(places), 3, 3, len(spans)), np.nan)
    at = pd.Index(where.index).get_indexer(long["code"]), pd.Index(spans).get_indexer(long["year"])
    for k, sex in enumerate("MKT"):  # codes 1, 2, 1+2
        for m, stem in enumerate(measures.values()):
            cells[at[0], k, m, at[1]] = long[f"{stem}_{sex}"]
    what = contents(
        {
            "DISPINK": "Disponibel inkomst 20-64 år, medelvärde, tkr (2022 års priser)",
            "SYSS": "Andel sysselsatta 25-64 år",
            "EFTERGYM": "Andel med eftergymnasial utbildning 25-64 år",
        },
        {"DISPINK": "tkr", "SYSS": "andel", "EFTERGYM": "andel"},
    )
    tables.append(
        Table(
            "EMU0001",
            "Disponibel inkomst, sysselsättning och eftergymnasial utbildning efter region och kön. År 1990-2022",
            [where, Variable("Kon", "kön", KON, "1+2"), what, years(*spans)],
            cells,
            ["Ingen SCB-tabell: testdata ur Boendebarometern."],
            "EMU",
            decimals=3,
            source="Boendebarometern",
        )
    )
    return {t.id: t for t in tables}
