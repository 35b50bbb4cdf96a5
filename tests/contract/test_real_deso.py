"""The DeSO there are, made up and real: stored by file and by service, and joined to every value published for them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from emulators import made_up, pxweb, wfs
from halsogap import geography
from halsogap.catalog.catalog import Catalog
from halsogap.model import Level, Sex
from halsogap.store.area_store import AreaStore
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store
from halsogap.sync import areas as area_sync
from halsogap.sync import scb

REAL_COUNTS = {"2018": 1525, "2025": 175}
FILES = {"2018": "deso2018_lan01_03.gpkg", "2025": "deso2025_lan20.geojson"}
COUNTIES = ("01", "03", "20")


@pytest.fixture(scope="module")
def counts(data_folder: Path, made_up_data: Path) -> dict[str, int]:
    """How many areas there are, by vintage."""
    return made_up.COUNTS if data_folder == made_up_data else REAL_COUNTS


@pytest.fixture(scope="module", params=["files", "service"])
def areas(request: pytest.FixtureRequest, data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AreaStore:
    """Both editions, imported from files or fetched from SCB's geodata service."""
    folder = tmp_path_factory.mktemp("areas")
    store = AreaStore(folder / "areas", committed=folder / "committed", served=folder / "served")
    if request.param == "files":
        for name in FILES.values():
            area_sync.import_file(store, data_folder / "scb" / name)
        return store
    with wfs.start(data=data_folder, seed=1) as service:
        for vintage in FILES:
            area_sync.fetch(store, Level.DESO, vintage, service.url, progress=lambda *step: None)
    return store


@pytest.fixture(scope="module")
def values(data_folder: Path, tmp_path_factory: pytest.TempPathFactory, whole_catalog: Catalog) -> Snapshot:
    """All that SCB has of these counties."""
    store = Store(tmp_path_factory.mktemp("scb") / "store")
    with pxweb.start(data=data_folder, seed=1, rate="off") as service:
        scb.sync(store, whole_catalog, service.url, within=COUNTIES)
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def test_all_areas_are_stored(areas: AreaStore, counts: dict[str, int]) -> None:
    assert {edition.vintage: edition.count for edition in areas.editions()} == counts
    for vintage, count in counts.items():
        assert areas.table(Level.DESO, vintage)["code"].nunique() == count


def test_no_value_is_without_its_area_whatever_the_indicator_and_year(
    areas: AreaStore, values: Snapshot, counts: dict[str, int]
) -> None:
    rows = values.run(values.observations_table.filter(lambda t: t.level == "deso"))
    valued = rows[rows["value"].notna() & rows["area"].str.startswith(COUNTIES)]
    met: dict[str, set[int]] = {vintage: set() for vintage in counts}
    for (slug, period, sex, vintage), part in valued.groupby(["indicator", "period", "sex", "geo_vintage"]):
        held = tuple(areas.table(Level.DESO, vintage)["code"].str[:2].unique())
        here = part[part["area"].str.startswith(held)]
        if here.empty:
            continue
        joined, report = geography.join(here, Level.DESO, table=areas.table(Level.DESO, vintage))
        assert (report.without_area, report.malformed) == ((), ()), (slug, period, sex)
        assert joined["value"].notna().sum() == len(here) == report.matched
        met[vintage].add(report.matched)
    assert {vintage: max(matched) for vintage, matched in met.items()} == counts, "and each area has a value of some"


def test_the_joined_values_are_those_of_the_published_tables(
    areas: AreaStore, values: Snapshot, counts: dict[str, int], data_folder: Path
) -> None:
    data = data_folder / "scb"
    old = pd.read_csv(data / "deso2018_2022.csv", dtype={"deso": str}).set_index("deso")["alder_total"]
    table = pd.read_csv(data / "deso2025_lan20_folkmangd_2024.csv", dtype=str)
    totals = table[table["Alder"] == "totalt"]
    new = totals.set_index(totals["Region"].str.removesuffix("_DeSO2025"))["000007Y7 2024"].astype(float)
    for vintage, period, published in (("2018", 2022, old), ("2025", 2024, new)):
        rows = values.observations("folkmangd", level=Level.DESO, period=period, sex=Sex.T)
        held = areas.table(Level.DESO, vintage)
        rows = rows[rows["area"].str[:2].isin(held["code"].str[:2])]
        joined, report = geography.join(rows, Level.DESO, table=held)
        assert report.complete
        assert len(joined) == counts[vintage]
        assert (joined.set_index("code")["value"] == published.reindex(joined["code"])).all()
