"""Emulator of Statistics Sweden's PxWebApi v2 (https://statistikdatabasen.scb.se/api/v2) over a folder `scb` of data.

Run `python -m emulators.pxweb --port 0`, or `with pxweb.start() as api: ... api.url ...` in a test.

TABLES (only cells that the data have, real or made up)
    TAB6574  population by DeSO and age.  Real table: 2010-2025, sexes 1, 2 and 1+2, all areas.  Here: sex 1+2 ONLY;
             2022 all ages and 2023 totals for DeSO 2018; 2024 totals and 65+ for DeSO 2025 in county 20 only.
    TAB6685  low/high economic standard, 2022, age "tot" only.     TAB5956  education 25-64, 2022.
    TAB6680  labour-market status, 2022, 16-64, 1+2 only (its age code is a guess).
    EMU0001  NOT an SCB table: income, employment, post-secondary education by municipality/RegSO 2020 and SEX
             (1 men, 2 women, 1+2), 1990-2022.  Use it to test sex-split handling.
Cells inside a table's year range without data here come back null with status ".." and are counted in the header
X-Emulator-No-Data, so that a test can tell them from suppressed cells.  TAB6534 (2024-) is absent: no values at hand.

SOURCED (read in PxWebApi's code, recorded answers of the live service, or notes of live checks in 2026)
* /config: apiVersion 2.3.2, maxDataCells 150000, 30 calls per 10 s (a recording of June 2026 said 3 per 1 s: try
  --rate 3/1), both reported and enforced; /config itself is exempt; 429 is text/plain "API calls quota exceeded! ..."
  with Retry-After in seconds;
* /tables?query=&pageNumber=&pageSize=, /tables/{id}, /tables/{id}/metadata?codelist[X]=, /tables/{id}/data (GET and
  POST), /codelists/{id}; json-stat2 with extension.codelists, .elimination, .show; status ".." beside a null;
* valueCodes[X]=a,b with *, ?, TOP(n), BOTTOM(n), FROM(), TO(), RANGE(); commas split unless the item is in [..], so
  TOP(1,1) or RANGE(a,b) over GET answers 400 without brackets; codes are case-insensitive;
* errors are 400 {"type": "Parameter error", "title": ..., "status": ...}: "Too many cells selected", "Non-existent
  value/variable/codelist", "Missing selection for mandantory variable" (sic); an unknown table is 404 for metadata but
  400 (with "status": 404 inside) for data;
* vintages: DeSO 2018 and RegSO 2020 codes are bare and valid to 2023; DeSO 2025 carries `_DeSO2025` from 2024.  Years
  outside a vintage are listed but empty: null in one live report, 0 in another (--out-of-vintage null|zero);
* a repeated valueCodes[X] key silently loses values (--repeated-keys last|first|join|reject; which value survives is
  not documented, "last" is a guess, and PxWebApi's code reads like "join"); uses are counted as stats.repeated_keys;
* csv output: codes, one column per content and period, ISO-8859-1.

ASSUMED: the default selection (first value of each variable, last period); which variables can be eliminated besides
those in the recordings; English texts (the Swedish ones are served); order of codes; other output formats answer 400.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emulators import made_up
from emulators._pxtables import Chosen, Problem, Table, build_tables
from emulators._server import Emulator, Fault, Reply, Request, main, serve


class PxWeb(Emulator):
    """SCB's statistics database over the folder `scb` in `data`; the made-up set where none is given.

    `rate` is "calls/seconds" or "off"; `out_of_vintage` is "null" or "zero"; `repeated_keys` is one of "last", "first",
    "join" and "reject".
    """

    name, prefix = "pxweb", "/api/v2"

    def __init__(
        self,
        data: Path | None = None,
        seed: int = 0,
        faults: Iterable[Fault] = (),
        rate: str = "30/10",
        max_cells: int = 150_000,
        out_of_vintage: str = "null",
        repeated_keys: str = "last",
    ) -> None:
        self.calls, self.window = (int(n) for n in rate.split("/")) if rate != "off" else (0, 0)
        if self.calls:
            self.default_faults = (
                {"kind": "rate", "limit": self.calls, "window": self.window, "match": r"/api/v2/(?!config)"},
            )
        super().__init__(seed, faults)
        self.max_cells, self.out_of_vintage, self.repeated_keys = max_cells, out_of_vintage, repeated_keys
        self.tables = build_tables((data or made_up.folder()) / "scb")

    def too_many(self, fault: Fault) -> Reply:
        """SCB's 429 is plain text."""
        return Reply(
            f"API calls quota exceeded! maximum admitted {fault['limit']} per {fault['window']}s.".encode(),
            429,
            "text/plain",
        )

    def configure(self, document: dict[str, Any]) -> dict[str, Any]:
        """Set the emulator's own switches."""
        for key in ("out_of_vintage", "repeated_keys", "max_cells"):
            setattr(self, key, document.get(key, getattr(self, key)))
        return {k: getattr(self, k) for k in ("out_of_vintage", "repeated_keys", "max_cells")}

    def handle(self, request: Request, faults: list[Fault]) -> Reply:
        """The answer by the path, or the problem that it has."""
        try:
            base = request.origin + self.prefix
            match [s for s in request.path.removeprefix(self.prefix).split("/") if s]:
                case ["config"]:
                    return Reply.json(self.config())
                case ["tables"]:
                    return self.search(request, base)
                case ["tables", name, *rest] if rest in ([], ["metadata"], ["data"]):
                    table = self.tables.get(name.upper())
                    if table is None:
                        raise Problem("Non-existent table", 404, 400 if rest == ["data"] else 404)
                    if rest == ["data"]:
                        return self.data(table, request, base)
                    if not rest:
                        return Reply.json({"language": "sv", **table.entry(base)})
                    lists = self.bracketed(request, "codelist")
                    return Reply.json(
                        table.dataset(
                            base,
                            [(v, v.expand(["*"], lists.get(v.code, [None])[0])) for v in table.variables],
                            metadata=True,
                        )
                    )
                case ["codelists", name]:
                    return self.codelist(name)
            raise Problem("Not found", 404)
        except Problem as problem:
            return problem.reply

    def config(self) -> dict[str, Any]:
        """What the service says of itself and of its limits."""
        return {
            "apiVersion": "2.3.2",
            "appVersion": "emulator",
            "languages": [{"id": "en", "label": "English"}, {"id": "sv", "label": "Svenska"}],
            "defaultLanguage": "sv",
            "maxDataCells": self.max_cells,
            "maxCallsPerTimeWindow": self.calls,
            "timeWindow": self.window,
            "defaultDataFormat": "json-stat2",
            "license": "https://creativecommons.org/share-your-work/public-domain/cc0/",
            "dataFormats": ["json-stat2", "csv"],
            "sourceReferences": [
                {"language": "sv", "text": "Källa: SCB"},
                {"language": "en", "text": "Source: Statistics Sweden"},
            ],
            "features": [{"id": "CORS", "params": [{"key": "enabled", "value": "True"}]}],
        }

    def search(self, request: Request, base: str) -> Reply:
        """The tables whose id or label has all words of `query`, a page of them."""
        words = (request.first("query") or "").casefold().split()
        found = [t for t in self.tables.values() if all(w in f"{t.id} {t.label}".casefold() for w in words)]
        number, size = (max(1, int(request.first(k) or d)) for k, d in (("pageNumber", 1), ("pageSize", 20)))
        pages = max(1, math.ceil(len(found) / size))
        if number > pages:
            raise Problem("Non-existent page", 404)
        return Reply.json(
            {
                "language": "sv",
                "tables": [t.entry(base) for t in found[(number - 1) * size : number * size]],
                "page": {
                    "pageNumber": number,
                    "pageSize": size,
                    "totalElements": len(found),
                    "totalPages": pages,
                    "links": [],
                },
                "links": [{"rel": "self", "hreflang": "sv", "href": f"{base}/tables/?lang=sv"}],
            }
        )

    def codelist(self, name: str) -> Reply:
        """A list of codes that a variable can be asked by."""
        for variable in (v for t in self.tables.values() for v in t.variables):
            for key, (label, codes) in variable.codelists.items():
                if key.casefold() == name.casefold():
                    values = [{"code": c, "label": variable.values[c], "valueMap": [c]} for c in codes]
                    return Reply.json(
                        {
                            "id": key,
                            "label": label,
                            "language": "sv",
                            "languages": ["sv", "en"],
                            "elimination": False,
                            "type": "Valueset",
                            "values": values,
                        }
                    )
        raise Problem("Non-existent codelist", 400, 404)

    def bracketed(self, request: Request, name: str) -> dict[str, list[str]]:
        """{X: [items]} for name[X]=a,b; commas inside [..] do not split."""
        out: dict[str, list[str]] = {}
        for key, text in request.query:
            if not key.casefold().startswith(name.casefold() + "["):
                continue
            inner = key[len(name) + 1 : -1]
            items = [
                i.strip()[1:-1] if i.strip()[:1] == "[" else i.strip() for i in re.split(r",(?=[^\]]*(?:\[|$))", text)
            ]
            if inner in out:
                self.note("repeated_keys")
                if self.repeated_keys == "reject":
                    raise Problem("Illegal selection expression")
                items = {"first": out[inner], "join": out[inner] + items}.get(self.repeated_keys, items)
            out[inner] = items
        return out

    def data(self, table: Table, request: Request, base: str) -> Reply:
        """The cells that were asked for, as JSON-stat or CSV."""
        if request.method == "POST":
            try:
                body = json.loads(request.body or b"{}")
                wanted = {
                    s["variableCode"]: (s.get("valueCodes") or [], s.get("codelist") or s.get("codeList"))
                    for s in body.get("selection") or []
                }
            except (ValueError, KeyError, TypeError):
                raise Problem("Missing selection for mandantory variable") from None
        else:
            lists = self.bracketed(request, "codelist")
            wanted = {k: (v, lists.get(k, [None])[0]) for k, v in self.bracketed(request, "valueCodes").items()}
        names = {v.code.casefold(): v.code for v in table.variables} | {"time": "Tid"}
        if any(k.casefold() not in names for k in wanted):
            raise Problem("Non-existent variable")
        wanted = {names[k.casefold()]: v for k, v in wanted.items()}
        chosen, keep = [], []
        for variable in table.variables:
            items, codelist = wanted.get(variable.code, ([], None))
            codes = variable.expand(items, codelist)
            if not codes:
                if not wanted:  # the default selection
                    codes = list(variable.values)[-1:] if variable.code == "Tid" else list(variable.values)[:1]
                elif variable.eliminated_by is None:
                    raise Problem("Missing selection for mandantory variable")
            keep.append(bool(codes))
            chosen.append((variable, codes or [variable.eliminated_by]))
        if math.prod(len(c) for _, c in chosen) > self.max_cells:
            raise Problem("Too many cells selected")
        block = table.cells[np.ix_(*[[v.index[c] for c in codes] for v, codes in chosen])].copy()
        vintage = table.vintage[[chosen[0][0].index[c] for c in chosen[0][1]]]
        year = np.array([int(y) for y in chosen[-1][1]])
        outside = ((vintage[:, None] == 2018) & (year > 2023)) | ((vintage[:, None] == 2025) & (year < 2024))
        outside = np.broadcast_to(outside.reshape(len(vintage), *[1] * (block.ndim - 2), len(year)), block.shape)
        no_data = int((np.isnan(block) & ~outside).sum())
        if self.out_of_vintage == "zero":
            block[outside] = 0
        cast = int if table.decimals == 0 else float
        values = [None if math.isnan(x) else cast(x) for x in block.ravel().tolist()]
        shown = [c for c, k in zip(chosen, keep, strict=True) if k]
        headers = {"Content-Disposition": f'inline; filename="{table.id}.json"', "X-Emulator-No-Data": str(no_data)}
        form = (request.first("outputFormat") or "json-stat2").casefold()
        if form == "csv":
            return Reply(
                self.csv(shown, values).encode("iso-8859-1", "replace"), 200, "text/csv; charset=iso-8859-1", headers
            )
        if form != "json-stat2":
            raise Problem("Unsupported output format")
        answer = table.dataset(base, shown, values)
        missing = {str(i): ".." for i, x in enumerate(values) if x is None}
        return Reply.json(answer | ({"status": missing} if missing else {}), headers=headers)

    @staticmethod
    def csv(shown: Chosen, values: list[float | None]) -> str:
        """Codes, then one column per content and period."""
        across = ("ContentsCode", "Tid")
        stub, heading = [s for s in shown if s[0].code not in across], [c for v, c in shown if v.code in across]
        columns = [" ".join(p) for p in pd.MultiIndex.from_product(heading)] if heading else ["value"]
        rows = list(pd.MultiIndex.from_product([c for _, c in stub])) if stub else [()]
        lines = [",".join(f'"{x}"' for x in [*(v.code for v, _ in stub), *columns])]
        for i, row in enumerate(rows):
            cells = values[i * len(columns) : (i + 1) * len(columns)]
            lines.append(",".join([*(f'"{x}"' for x in row), *('".."' if x is None else str(x) for x in cells)]))
        return "\n".join(lines) + "\n"


def start(port: int = 0, **options: Any) -> AbstractContextManager[PxWeb]:
    """Context manager: a running emulator with .url, .control(...), .stats()."""
    return serve(PxWeb(**options), port)


if __name__ == "__main__":
    main(
        PxWeb,
        __doc__,
        [
            ("--rate", {"default": "30/10", "help": "calls/seconds, or 'off'"}),
            ("--max-cells", {"type": int, "default": 150_000}),
            ("--out-of-vintage", {"choices": ["null", "zero"], "default": "null"}),
            ("--repeated-keys", {"choices": ["last", "first", "join", "reject"], "default": "last"}),
        ],
    )
