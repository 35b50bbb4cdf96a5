"""Emulator of the Kolada API v3 (https://api.kolada.se/v3) over a folder `kolada` of data.

Run `python -m emulators.kolada --port 0`, or `with kolada.start(seed=1) as api: ... api.url ...` in a test.

SOURCED (observed on the live service by others, or read in clients that work against it)
* no key; `/v3/openapi.json` exists; `/v2/*` answers 410 and {"error": "This endpoint is deprecated. ..."};
* envelope {values, count, next_url, previous_url}: count = items on this page, next_url absolute, null at the end,
  built from the forwarded host; page/per_page, default and maximum 5000, a larger per_page answers 422;
* metadata: /kpi, /kpi_groups, /municipality, /municipality_groups, /ou, each optionally /{id,id,...} and ?title=
  (case-insensitive substring); /municipality?region_type=K|L; group members are {member_id, member_title};
  an unknown id gives 200 with an empty list;
* data: /data/kpi/{ids}/municipality/{ids}/year/{years} with at least two of the three segments, in any order, and
  /data/?kpi_id=&municipality_id=&year=&from_date=&region_type=; more than 25 ids in a segment answers 422;
* unknown query parameters are ignored in silence: /data?kpi=..&municipality=.. gives an empty list, not an error;
* rows {kpi, municipality, period: int, values: [{gender, count, status, value, isdeleted}]}; the order of T/K/M in
  `values` is not guaranteed (shuffled here by seed); a missing value is null with status "Missing", else status "";
* without a municipality segment one answer mixes municipalities (0114..), regions (00LL), the country (0000) and
  groups (G..); a group's value is the unweighted mean of its members and `count` how many contributed;
* no CORS header; no documented rate limit (none here unless injected).

ASSUMED (no source found)
* the 422 bodies (FastAPI's {"detail": [...]}), 404 {"detail": "Not Found"}; an empty page past the last one;
* the order of rows (kpi, municipality, period); whether rows without any value are sent (here: left out);
* from_date: values changed on or after the date, where everything not revised through /_control carries --base-date;
  a deleted value is null with isdeleted true (v2 wrote is_deleted, only when from_date was given);
* a region_type filter on data keeps municipalities of that type and drops groups;
* statuses other than "Missing" (set --missing-status to try others).
Not served: KPI groups, units and unit data answer empty lists (no data at hand); group values do not follow revisions.

Payload faults, besides those of _server.py:
    missing   share, status: these values become null          deleted   share: null and isdeleted true
    bad_values share, forms ["nan","text","comma","infinity"]  extra     unknown fields in envelope, rows and values
    vanish    kpis [...], mode "empty" | "404"                 duplicate rows (3): repeat the end of the page before
    loop      keep (false): next_url points to this very page, the page is empty unless keep
Control document: {"revise": [{kpi, municipality, period, gender, value}], "delete": [...], "date": "2026-02-01"},
{"revise_share": {"kpi", "share", "factor"}, "date": ...}, {"forget_revisions": true}; the answer lists `revisions`.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import numpy as np
import pandas as pd

from emulators import made_up
from emulators._server import Emulator, Fault, Reply, Request, main, serve, unit

GENDERS = ("T", "K", "M")
ORDERS = list(permutations(range(3)))
KEYS = {"kpi": "kpi_id", "municipality": "municipality_id", "year": "year"}
METADATA = ("kpi", "kpi_groups", "municipality", "municipality_groups", "ou")


class Invalid(Exception):
    """A 422."""


def invalid(where: str, name: str, message: str, given: Any = None) -> Invalid:
    """A refusal as FastAPI writes it: which parameter, in the path or the query, and why."""
    return Invalid([{"type": "value_error", "loc": [where, name], "msg": message, "input": given}])


def read_csv(path: Path) -> list[dict[str, Any]]:
    """The rows of a table, None where a cell is empty."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [{k: (v if v != "" else None) for k, v in row.items()} for row in csv.DictReader(handle)]


class Kolada(Emulator):
    """Kolada's API over the folder `kolada` in `data`; the made-up set where none is given."""

    name, prefix = "kolada", "/v3"

    def __init__(
        self,
        data: Path | None = None,
        seed: int = 0,
        faults: Iterable[Fault] = (),
        groups: bool = True,
        gender_order: str = "random",
        missing_status: str = "Missing",
        base_date: str = "2025-01-01",
        max_ids: int = 25,
        page_size: int = 5000,
        observations: str = "observations.parquet",
    ) -> None:
        self.revisions: dict[tuple[str, str, int, str], dict[str, Any]] = {}
        super().__init__(seed, faults)
        self.with_groups, self.gender_order, self.missing_status = groups, gender_order, missing_status
        self.base_date, self.max_ids, self.page_size = base_date, max_ids, page_size
        folder = (data or made_up.folder()) / "kolada"
        self.meta: dict[str, list[dict[str, Any]]] = {name: [] for name in METADATA}
        self.meta["kpi"] = [
            {**row, **{k: row[k] == "True" for k in ("is_divided_by_gender", "has_ou_data")}}
            for row in read_csv(folder / "kpi.csv")
        ]
        self.meta["municipality"] = read_csv(folder / "municipality.csv")
        self.type = {m["id"]: m["type"] for m in self.meta["municipality"]}
        members: dict[str, dict[str, Any]] = {}
        for row in read_csv(folder / "municipality_groups.csv"):
            group = members.setdefault(
                row["group_id"], {"id": row["group_id"], "title": row["group_title"], "members": []}
            )
            group["members"].append({k: row[k] for k in ("member_id", "member_title")})
        self.meta["municipality_groups"] = list(members.values())
        self.frame = pd.read_parquet(folder / observations, columns=["kpi", "geo", "year", "gender", "value"])
        self.rows = dict(sorted(self.frame.groupby("kpi", observed=True).indices.items()))
        self.cubes: dict[tuple[str, bool], tuple[list[str], list[int], np.ndarray, np.ndarray]] = {}

    # -- data --------------------------------------------------------------------------------
    def part(self, kpi: str) -> pd.DataFrame:
        """One KPI's observations with the API's area codes: region '20' is '0020', the country '0000'."""
        part = self.frame.take(self.rows[kpi])
        return part.assign(geo=part["geo"].astype(str).str.zfill(4), gender=part["gender"].astype(str))

    def cube(self, kpi: str, groups: bool = True) -> tuple[list[str], list[int], np.ndarray, np.ndarray]:
        """(ids, years, values[id, year, gender], counts): places first, then groups; the latest are kept."""
        key = kpi, groups and self.with_groups
        if key not in self.cubes:
            part = self.part(kpi)
            ids, years = sorted(part["geo"].unique()), sorted(int(y) for y in part["year"].unique())
            values = np.full((len(ids), len(years), 3), np.nan)
            values[
                pd.Index(ids).get_indexer(part["geo"]),
                pd.Index(years).get_indexer(part["year"]),
                pd.Index(GENDERS).get_indexer(part["gender"]),
            ] = part["value"]
            counts = np.ones(values.shape, int)
            if key[1]:
                position, groups = {m: i for i, m in enumerate(ids)}, self.meta["municipality_groups"]
                belongs = np.zeros((len(groups), len(ids)))
                for g, group in enumerate(groups):
                    belongs[g, [position[m["member_id"]] for m in group["members"] if m["member_id"] in position]] = 1
                flat = values.reshape(len(ids), -1)
                number = (belongs @ ~np.isnan(flat)).reshape(-1, *values.shape[1:])
                total = (belongs @ np.nan_to_num(flat)).reshape(number.shape)
                with np.errstate(invalid="ignore"):
                    mean = np.where(number > 0, total / number, np.nan)
                order = sorted(range(len(groups)), key=lambda g: groups[g]["id"])
                ids, values = ids + [groups[g]["id"] for g in order], np.concatenate([values, mean[order]])
                counts = np.concatenate([counts, number[order].astype(int)])
            self.cubes[key] = ids, years, values, counts
            for old in list(self.cubes)[:-64]:
                self.cubes.pop(old, None)
        return self.cubes[key]

    def keys(
        self, wanted: dict[str, list[Any] | None], region_type: str | None, since: str | None
    ) -> list[tuple[str, int, int, bool]]:
        """The (kpi, i, j) of every row asked for, in order."""
        out = []
        changed = {k[:3] for k, r in self.revisions.items() if since and r["date"] >= since}
        groups = wanted["municipality"] is None or any(m[:1] == "G" for m in wanted["municipality"])
        for kpi in self.rows:
            if wanted["kpi"] is not None and kpi not in wanted["kpi"]:
                continue
            ids, years, values, _ = self.cube(kpi, groups)
            rows = np.array(
                [
                    (wanted["municipality"] is None or m in wanted["municipality"])
                    and (region_type is None or self.type.get(m) == region_type)
                    for m in ids
                ]
            )
            cols = np.array([wanted["year"] is None or y in wanted["year"] for y in years])
            for i, j in np.argwhere(~np.isnan(values).all(axis=2) & rows[:, None] & cols[None, :]):
                if not since or since <= self.base_date or (kpi, ids[i], years[j]) in changed:
                    out.append((kpi, int(i), int(j), groups))
        return out

    def row(self, key: tuple[str, int, int, bool], since: str | None, faults: list[Fault]) -> dict[str, Any]:
        """One row of an answer, as revised, and as the payload faults among `faults` bend it."""
        kpi, i, j, groups = key
        ids, years, values, counts = self.cube(kpi, groups)
        place, year, items = ids[i], years[j], []
        order = (
            ORDERS[int(unit(self.seed, "order", kpi, place, year) * 6)]
            if self.gender_order == "random"
            else [GENDERS.index(g) for g in self.gender_order]
        )
        for g in order:
            value, gender = values[i, j, g], GENDERS[g]
            if math.isnan(value):
                continue
            revised = self.revisions.get((kpi, place, year, gender))
            if since and since > self.base_date and not (revised and revised["date"] >= since):
                continue
            item = {
                "gender": gender,
                "count": int(counts[i, j, g]),
                "status": "",
                "value": float(value),
                "isdeleted": False,
            }
            if revised:
                item.update(value=revised["value"], isdeleted=revised["deleted"])
            for fault in faults:
                if unit(self.seed, fault["kind"], kpi, place, year, gender) >= fault.get("share", 0.01):
                    continue
                if fault["kind"] == "missing":
                    item.update(value=None, status=fault.get("status", self.missing_status))
                elif fault["kind"] == "deleted":
                    item.update(value=None, isdeleted=True)
                elif fault["kind"] == "bad_values":
                    forms = fault.get("forms", ["nan", "text", "comma", "infinity"])
                    form = forms[int(unit(self.seed, "form", kpi, place, year, gender) * len(forms))]
                    item["value"] = {
                        "nan": math.nan,
                        "infinity": math.inf,
                        "text": str(value),
                        "comma": str(value).replace(".", ","),
                    }[form]
            items.append(item)
        return {"kpi": kpi, "municipality": place, "period": year, "values": items}

    # -- http --------------------------------------------------------------------------------
    def handle(self, request: Request, faults: list[Fault]) -> Reply:
        """The answer to `request`, 422 where the service would refuse it."""
        try:
            return self.route(request, [unquote(s) for s in request.path.split("/") if s], faults)
        except Invalid as error:
            return Reply.json({"detail": error.args[0]}, 422)

    def route(self, request: Request, segments: list[str], faults: list[Fault]) -> Reply:
        """The answer by the path's segments."""
        if segments[:1] == ["v2"]:
            return Reply.json({"error": "This endpoint is deprecated. Please use /v3 instead."}, 410)
        match segments[1:] if segments[:1] == ["v3"] else []:
            case ["openapi.json"]:
                return Reply.json(OPENAPI)
            case [name] | [name, _] if name in METADATA:
                wanted = self.split("path", f"{name}_id", segments[2]) if len(segments) == 3 else None
                title, kind = (request.first("title") or "").lower(), request.first("region_type")
                gone = {k for f in faults if f["kind"] == "vanish" for k in f["kpis"]} if name == "kpi" else set()
                rows = [
                    o
                    for o in self.meta[name]
                    if (wanted is None or o["id"] in wanted)
                    and o["id"] not in gone
                    and title in o["title"].lower()
                    and (name != "municipality" or kind in (None, o["type"]))
                ]
                return self.page(request, rows, lambda o: o, faults)
            case ["data" | "oudata" as name, *rest]:
                where = "path" if rest else "query"
                pairs = (
                    list(zip(rest[::2], rest[1::2], strict=False))
                    if rest
                    else [(k, v) for k, q in KEYS.items() for v in request.all(q)]
                )
                if rest and (
                    len(rest) % 2
                    or len(pairs) < 2
                    or len({k for k, _ in pairs}) < len(pairs)
                    or not {k for k, _ in pairs} <= {*KEYS, "ou"}
                ):
                    return Reply.json({"detail": "Not Found"}, 404)
                wanted = dict.fromkeys(KEYS)
                for key, text in pairs:
                    wanted[key] = (wanted.get(key) or []) + self.split(where, KEYS.get(key, "ou_id"), text)
                for key in KEYS:
                    self.limit(where, KEYS[key], wanted[key] or [])
                try:
                    wanted["year"] = wanted["year"] and [int(y) for y in wanted["year"]]
                except ValueError:
                    raise invalid(where, "year", "Input should be a valid integer", wanted["year"]) from None
                for fault in faults:
                    if fault["kind"] == "vanish" and set(wanted["kpi"] or self.rows) & set(fault["kpis"]):
                        if fault.get("mode") == "404":
                            return Reply.json({"detail": "Not Found"}, 404)
                        wanted["kpi"] = [k for k in wanted["kpi"] or self.rows if k not in fault["kpis"]]
                since = request.first("from_date")
                enough = sum(v is not None for v in wanted.values()) >= 2 and name == "data"
                rows = self.keys(wanted, request.first("region_type"), since) if enough else []
                mine = [f for f in faults if f["kind"] in ("missing", "deleted", "bad_values")]
                return self.page(request, rows, lambda key: self.row(key, since, mine), faults)
        return Reply.json({"detail": "Not Found"}, 404)

    def split(self, where: str, name: str, text: str) -> list[str]:
        """The ids in a segment, no more than the service takes."""
        return self.limit(where, name, [part.strip() for part in text.split(",") if part.strip()])

    def limit(self, where: str, name: str, ids: list[str]) -> list[str]:
        """The ids, where they are not too many."""
        if len(ids) > self.max_ids:
            raise invalid(
                where, name, f"List should have at most {self.max_ids} items after validation, not {len(ids)}"
            )
        return ids

    def page(self, request: Request, rows: list[Any], build: Callable[[Any], Any], faults: list[Fault]) -> Reply:
        """The page of `rows` that was asked for, each as `build` makes it, in the envelope."""
        number = {}
        for name, default, top in (("page", 1, None), ("per_page", self.page_size, self.page_size)):
            text = request.first(name)
            if text is not None and not (text.isdigit() and int(text) >= 1 and (top is None or int(text) <= top)):
                raise invalid(
                    "query", name, f"Input should be between 1 and {top}" if top else "Input should be >= 1", text
                )
            number[name] = int(text or default)
        kinds = {f["kind"]: f for f in faults}
        start, stop = ((number["page"] - n) * number["per_page"] for n in (1, 0))
        if "duplicate" in kinds and start:
            start = max(0, start - kinds["duplicate"].get("rows", 3))
        values = [build(row) for row in rows[start:stop]]

        def link(page: int) -> str:
            query = [(k, v) for k, v in request.query if k != "page"] + [("page", page)]
            return f"{request.origin}{request.path}?{urlencode(query)}"

        body = {
            "values": values,
            "count": len(values),
            "next_url": link(number["page"] + 1) if stop < len(rows) else None,
            "previous_url": link(number["page"] - 1) if number["page"] > 1 else None,
        }
        if "loop" in kinds:
            kept = values if kinds["loop"].get("keep") else []
            body.update(values=kept, count=len(kept), next_url=link(number["page"]))
        if "extra" in kinds:
            body.update(api_version="3.9", server_time="2026-01-01T00:00:00Z")
            body["values"] = [
                {
                    **o,
                    "x_new_field": {"a": [1]},
                    **({"values": [{**v, "confidence": 0.5} for v in o["values"]]} if "values" in o else {}),
                }
                for o in body["values"]
            ]
        return Reply.json(body)

    # -- control -----------------------------------------------------------------------------
    def reset(self) -> None:
        """Also: nothing revised."""
        self.revisions.clear()
        super().reset()

    def configure(self, document: dict[str, Any]) -> dict[str, Any]:
        """Revise and delete cells; the answer lists what `changed`."""
        if document.get("forget_revisions"):
            self.revisions.clear()
        date, changed = document.get("date", "2026-01-01"), []
        todo = [(c, False) for c in document.get("revise", [])] + [(c, True) for c in document.get("delete", [])]
        if "revise_share" in document:
            rule = {"share": 0.01, "factor": 1.1, **document["revise_share"]}
            part = self.part(rule["kpi"])
            todo += [
                (
                    {
                        "kpi": rule["kpi"],
                        "municipality": m,
                        "period": y,
                        "gender": g,
                        "value": round(v * rule["factor"], 6),
                    },
                    False,
                )
                for m, y, g, v in zip(part["geo"], part["year"], part["gender"], part["value"], strict=True)
                if unit(self.seed, "revise", date, m, y, g) < rule["share"]
            ]
        for cell, deleted in todo:
            key = cell["kpi"], cell["municipality"], int(cell["period"]), cell["gender"]
            self.revisions[key] = {"value": None if deleted else cell["value"], "deleted": deleted, "date": date}
            changed.append([*key, self.revisions[key]["value"]])
        return {"changed": changed, "revisions": len(self.revisions)}


def _openapi() -> dict[str, Any]:
    def get(summary: str, *names: str) -> dict[str, Any]:
        return {
            "get": {
                "summary": summary,
                "responses": {"200": {"description": "Successful Response"}},
                "parameters": [
                    {
                        "name": n,
                        "in": "path" if "{" + n + "}" in summary else "query",
                        "required": "{" + n + "}" in summary,
                        "schema": {"type": "string"},
                    }
                    for n in (*names, "page", "per_page")
                ],
            }
        }

    paths = {}
    for name in METADATA:
        extra = ("title", "region_type") if name == "municipality" else ("title",)
        for path, names in ((f"/v3/{name}", extra), (f"/v3/{name}/{{{name}_id}}", (f"{name}_id", *extra))):
            paths[path] = get(path, *names)
    for pick in (("kpi", "year"), ("kpi", "municipality"), ("municipality", "year"), ("kpi", "municipality", "year")):
        path = "/v3/data" + "".join(f"/{p}/{{{KEYS[p]}}}" for p in pick)
        paths[path] = get(path, *(KEYS[p] for p in pick), "from_date", "region_type")
    paths["/v3/data/"] = get("/v3/data/", *KEYS.values(), "from_date", "region_type")
    return {"openapi": "3.1.0", "info": {"title": "Kolada API (emulator)", "version": "3"}, "paths": paths}


OPENAPI = json.loads(json.dumps(_openapi()))


def start(port: int = 0, **options: Any) -> AbstractContextManager[Kolada]:
    """Context manager: a running emulator with .url, .control(...), .stats()."""
    return serve(Kolada(**options), port)


if __name__ == "__main__":
    main(
        Kolada,
        __doc__,
        [
            ("--no-groups", {"dest": "groups", "action": "store_false", "help": "leave out municipality groups"}),
            ("--gender-order", {"default": "random", "help": "'random' (by seed) or e.g. TKM"}),
            ("--missing-status", {"default": "Missing"}),
            ("--base-date", {"default": "2025-01-01"}),
            ("--observations", {"default": "observations.parquet", "help": "file in kolada/, e.g. full.parquet"}),
            ("--max-ids", {"type": int, "default": 25}),
            ("--page-size", {"type": int, "default": 5000}),
        ],
    )
