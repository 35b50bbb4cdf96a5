"""Made-up statistics for the emulators: a small set, the same on every machine, in the very files of the real one.

Only codes, names and borders of municipalities and counties are real (`geo/`). Every value, every small area and
every group is made up, and fits nothing but the shape of what the publishers send: which columns there are, who is
counted, what may be empty. So a test on this set says whether a client loses or bends a value, never whether a figure
of Sweden's is right.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from halsogap.model import Level
from halsogap.settings import GEO_DIR
from halsogap.sources import municipalities
from halsogap.sources.geometry import CRS

SEED = 9

# -- Kolada --------------------------------------------------------------------------------------

KOMMUN, REGION = ("kommun",), ("kommun", "region", "riket")

VALUED = (
    # KPI, title, sexes, levels, years, middle, spread, share of the municipalities that took part
    ("N00923", "Medellivslängd män, år", "T", REGION, range(2016, 2023), 80.9, 0.8, 1.0),
    ("N00925", "Medellivslängd kvinnor, år", "T", REGION, range(2016, 2023), 84.2, 0.8, 1.0),
    ("N01956", "Invånare 65-79 år, antal", "TKM", REGION, range(2020, 2023), 5000, 1200, 1.0),
    ("N15613", "Elever i åk 5: trygg i skolan, andel (%)", "TKM", KOMMUN, (2022,), 87, 4, 0.5),
    ("N20402", "Fallskador bland personer 80+, antal/100 000 inv", "TKM", REGION, (2020, 2021, 2022), 6000, 900, 0.99),
    ("N66077", "Invånare 0-19 år med låg ekonomisk standard, andel (%)", "T", REGION, (2021, 2022), 15, 4, 1.0),
    ("U01425", "Invånare 16-84 år, stillasittande, andel (%)", "TKM", REGION, (2018, 2020, 2021, 2022), 45, 7, 0.9),
    ("U21468", "Brukarbedömning hemtjänst äldreomsorg, andel (%)", "TKM", KOMMUN, (2021, 2022), 88, 4, 0.95),
)  # fmt: skip
WITHOUT_VALUES = {
    "N00003": "Personalkostnader, kr/inv",
    "N00957": "Ohälsotal, dagar",
    "N20434": "Fallskador bland personer 80+, antal vårdtillfällen/100 000 inv",
    "N20403": "Medelvårdtid som utskrivningsklar, antal dagar",
}
GROUP_OF = 7
"""How many similar municipalities each municipality has."""

# -- SCB -----------------------------------------------------------------------------------------

POLYGONS = {"2018": ("01", "03"), "2025": ("20",)}
"""The counties of which there are polygons, by vintage: those of the real set."""
DALARNA = "20"
COUNTS = {"2018": 102, "2025": 90}
"""How many areas have polygons, by vintage. In Dalarna the areas of 2018 are as many as those of 2025."""
AGES = [*(f"{age}-{age + 4} år" for age in range(0, 80, 5)), "80-år"]
EDUCATION = ("forgym", "gym", "efter_lt3", "efter_ge3", "saknas")
YEARS = range(2018, 2023)
"""Of the table by sex."""


@cache
def folder() -> Path:
    """A temporary folder with the made-up set, written once for the process, which removes it at its end."""
    path = Path(tempfile.mkdtemp(prefix="halsogap-made-up-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    write(path)
    return path


def write(path: Path) -> None:
    """Write the set into `path`: the folders `kolada` and `scb`, each with the files that its emulators read."""
    for name, publisher in (("kolada", _write_kolada), ("scb", _write_scb)):
        (path / name).mkdir(parents=True, exist_ok=True)
        publisher(path / name)


def _places() -> pd.DataFrame:
    return pd.read_csv(GEO_DIR / "areas.csv", dtype=str)


def _write_kolada(path: Path) -> None:
    places = _places().sort_values("code")
    kommuner = places[places["level"] == "kommun"]
    regions = places[places["level"] != "kommun"]
    codes = [*regions["code"].str.zfill(4), *kommuner["code"]]
    names = [*regions["name"], *kommuner["name"]]
    types = ["L"] * len(regions) + ["K"] * len(kommuner)
    pd.DataFrame({"id": codes, "title": names, "type": types}).to_csv(path / "municipality.csv", index=False)
    _kpis().to_csv(path / "kpi.csv", index=False)
    _groups(kommuner).to_csv(path / "municipality_groups.csv", index=False)
    _observations(places).to_parquet(path / "observations.parquet", index=False)


def _kpis() -> pd.DataFrame:
    known = [(kpi, title, sexes, levels) for kpi, title, sexes, levels, *_ in VALUED]
    known += [(kpi, title, "T", REGION) for kpi, title in WITHOUT_VALUES.items()]
    rows = [
        {
            "id": kpi,
            "title": title,
            "description": f"{title}. Påhittat för test.",
            "is_divided_by_gender": sexes == "TKM",
            "municipality_type": "K" if levels == KOMMUN else "A",
            "auspice": "X",
            "operating_area": "Test",
            "perspective": "",
            "prel_publication_date": "",
            "publication_date": "2026-01-01",
            "publ_period": "2025",
            "has_ou_data": False,
        }
        for kpi, title, sexes, levels in known
    ]
    return pd.DataFrame(rows).sort_values("id")


def _groups(kommuner: pd.DataFrame) -> pd.DataFrame:
    """Similar municipalities of two years, of which the newer counts, and a group of another kind."""
    codes, names = kommuner["code"].tolist(), kommuner["name"].tolist()
    rows = [("G100000", "Fyra kommuner (ovägt medel)", codes[at], names[at]) for at in range(4)]
    for year in (2023, 2024):
        for at, (code, name) in enumerate(zip(codes, names, strict=True)):
            title = f"Liknande kommuner socioekonomi, {name}, {year}"
            for step in range(1, GROUP_OF + 1):
                other = (at + step * (year - 2016)) % len(codes)
                rows.append((f"G{year}{code}", title, codes[other], names[other]))
    return pd.DataFrame(rows, columns=["group_id", "group_title", "member_id", "member_title"])


def _observations(places: pd.DataFrame) -> pd.DataFrame:
    levels = {"lan": "region"}
    parts = []
    for kpi, _, sexes, wanted, years, middle, spread, share in VALUED:
        draw = np.random.default_rng([SEED, *kpi.encode()])
        here = places.assign(level=places["level"].replace(levels))
        here = here[here["level"].isin(wanted)]
        # Those that tests name always took part.
        took_part = (draw.random(len(here)) < share) | (here["level"] != "kommun") | here["code"].isin(["0180", "2180"])
        here = here[took_part]
        for year in years:
            both = draw.normal(middle, spread, len(here))
            apart = np.abs(draw.normal(0, spread / 3, len(here)))
            for sex in sexes:
                value = both + {"T": 0, "K": apart, "M": -apart}[sex]
                value = np.clip(value, 0, 100) if "(%)" in _title(kpi) else np.maximum(value, 0)
                rows = {"kpi": kpi, "level": here["level"], "geo": here["code"], "year": year, "gender": sex}
                parts.append(pd.DataFrame({**rows, "value": np.round(value, 1)}))
    return pd.concat(parts, ignore_index=True)


def _title(kpi: str) -> str:
    return next(row[1] for row in VALUED if row[0] == kpi)


def _write_scb(path: Path) -> None:
    codes = {vintage: _deso(vintage) for vintage in POLYGONS}
    draw = np.random.default_rng(SEED)
    wide = _wide(codes["2018"], draw)
    wide.to_csv(path / "deso2018_2022.csv", index=False)
    later = wide[["deso"]].assign(folkmangd_2023=wide["alder_total"] + draw.integers(-20, 60, len(wide)))
    later.to_csv(path / "deso2018_folkmangd_2023.csv", index=False)
    _dalarna(codes["2025"], draw).to_csv(path / "deso2025_lan20_folkmangd_2024.csv", index=False)
    _by_sex(codes["2018"], draw).to_parquet(path / "regso_kon.parquet", index=False)
    _old_polygons(codes["2018"]).to_file(path / "deso2018_lan01_03.gpkg", driver="GPKG")
    _new_polygons(codes["2025"]).to_file(path / "deso2025_lan20.geojson", driver="GeoJSON", COORDINATE_PRECISION=4)


def _deso(vintage: str) -> dict[str, list[str]]:
    """The small areas of each municipality: six in Dalarna, three in counties with polygons, else two.

    The vintages share most codes; the last area of each municipality was drawn anew, and has another.
    """
    last = {"2018": "1010", "2025": "1020"}[vintage]
    found = {}
    for code in _places().query("level == 'kommun'")["code"]:
        n = 6 if code[:2] == DALARNA else 3 if code[:2] in POLYGONS["2018"] else 2
        middle = [f"{code}B{10 * number:04}" for number in range(1, n - 1)]
        found[code] = [f"{code}A0010", *middle, f"{code}C{last}"]
    return found


def _regso(deso: str, areas_of: list[str]) -> str:
    """The RegSO of a DeSO: two and two."""
    return f"{deso[:4]}R{1 + areas_of.index(deso) // 2:03}"


def _wide(codes: dict[str, list[str]], draw: np.random.Generator) -> pd.DataFrame:
    deso = [code for members in codes.values() for code in members]
    n = len(deso)
    ages = {f"alder_{age}": draw.integers(20, 160, n) for age in AGES}
    education = {f"utb_{level}": draw.integers(5, 400, n) for level in EDUCATION}
    employed, jobless = draw.integers(200, 900, n), draw.integers(0, 60, n)
    outside = draw.integers(40, 300, n)
    frame = pd.DataFrame(
        {
            "deso": deso,
            "lag_ek_std_pct": draw.integers(2, 40, n).astype(float),
            "hog_ek_std_pct": draw.integers(2, 40, n).astype(float),
            "sysselsatta_16_64": employed,
            "arbetslosa_16_64": jobless,
            "arbetskraft_16_64": employed + jobless,
            "tot_16_64": employed + jobless + outside,
            **education,
            "alder_total": sum(ages.values()),
            **ages,
        }
    )
    # Some areas have too few inhabitants for a share to be published.
    frame.loc[[5, 40, n - 3], ["lag_ek_std_pct", "hog_ek_std_pct"]] = np.nan
    return frame


def _dalarna(codes: dict[str, list[str]], draw: np.random.Generator) -> pd.DataFrame:
    """Dalarna's people in the areas of 2025 as SCB's CSV has them: all ages, and four groups from 65 years."""
    rows = []
    for code in (code for kommun, members in codes.items() if kommun[:2] == DALARNA for code in members):
        old = dict(zip(("65-69", "70-74", "75-79", "80-"), draw.integers(10, 160, 4).tolist(), strict=True))
        total = sum(old.values()) + int(draw.integers(500, 1500))
        rows += [(f"{code}_DeSO2025", age, "1+2", number) for age, number in {"totalt": total, **old}.items()]
    return pd.DataFrame(rows, columns=["Region", "Alder", "Kon", "000007Y7 2024"])


def _by_sex(codes: dict[str, list[str]], draw: np.random.Generator) -> pd.DataFrame:
    names = _places().set_index("code")["name"]
    places = [("kommun", code, names[code]) for code in codes]
    places += [
        ("regso", regso, f"Bygd {regso[-3:]} i {names[code]}")
        for code, members in codes.items()
        for regso in dict.fromkeys(_regso(deso, members) for deso in members)
    ]
    frame = pd.DataFrame(places, columns=["level", "code", "name"]).merge(pd.DataFrame({"year": YEARS}), how="cross")
    n = len(frame)
    for stem, low, high, decimals in (("dispink", 180, 420, 1), ("sysselsatt", 0.5, 0.9, 3), ("eftergym", 0.1, 0.6, 3)):
        women, men = (draw.uniform(low, high, n).round(decimals) for _ in "KM")
        frame[f"{stem}_T"] = ((women + men) / 2).round(decimals)
        frame[f"{stem}_K"], frame[f"{stem}_M"] = women, men
    return frame


def _strips(codes: dict[str, list[str]], counties: tuple[str, ...]) -> gpd.GeoDataFrame:
    """The municipalities of `counties` cut from west to east into their small areas, in SWEREF 99 TM."""
    kommuner = municipalities.polygons(Level.KOMMUN).geometry
    rows = []
    for code, members in codes.items():
        if code[:2] not in counties:
            continue
        west, south, east, north = kommuner[code].bounds
        edges = np.linspace(west - 1, east + 1, len(members) + 1)
        for at, deso in enumerate(members):
            strip = shapely.intersection(kommuner[code], shapely.box(edges[at], south - 1, edges[at + 1], north + 1))
            rows.append({"deso": deso, "regso": _regso(deso, members), "kommun": code, "geometry": strip})
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _old_polygons(codes: dict[str, list[str]]) -> gpd.GeoDataFrame:
    """In degrees, as the copy of the real ones is."""
    frame = _strips(codes, POLYGONS["2018"])
    return frame.assign(lan=frame["kommun"].str[:2]).to_crs(4326)


def _new_polygons(codes: dict[str, list[str]]) -> gpd.GeoDataFrame:
    """In metres and with all columns of SCB's layer."""
    frame = _strips(codes, POLYGONS["2025"])
    renamed = frame.rename(columns={"deso": "desokod", "regso": "regsokod", "kommun": "kommunkod"})
    return renamed.assign(
        objectid=range(1001, 1001 + len(frame)),
        objektidentitet=[f"made-up-{number}" for number in range(len(frame))],
        objekttyp="deso",
        lanskod=renamed["kommunkod"].str[:2],
        version="2025_v2",
        ansvarig_organisation="Statistiska centralbyrån",
        referensdatum="20250101",
    )
