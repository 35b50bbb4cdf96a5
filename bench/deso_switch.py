"""How fast the map of small areas is: as `map_switch.py`, for a county's DeSO and for a country of small areas.

    python bench/deso_switch.py [--rounds 4] [--starts 3]

Prints one JSON line, last: under "stockholm" and "country" the keys of `map_switch.py`, and with them

    areas                     whose areas they are: "real: …" or "made up: …"
    count                     how many of them the map shows
    values                    where the values are from, and whether women and men are apart
    median_county_bytes       the geometry of a county in the middle, as sent (the country)

Stockholm's DeSO are SCB's where the team's shared data are at hand; of those SCB's figures for women and men together
are shown, on one map. The country is the demo's made-up areas, with women and men side by side, for nobody has a file
of all of SCB's at hand here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import browser as bench
import stores
from halsogap.model import RIKET_CODE, Level
from halsogap.store.area_store import AreaEdition, AreaStore
from map_switch import Job, options, run

CLICKS = 10


@dataclass(frozen=True)
class Ground:
    """A store with small areas, and what of them is looked at: a `level` of one `vintage`, `within` a place."""

    store: Path
    level: Level
    vintage: str
    within: str
    total: bool

    @property
    def edition(self) -> AreaEdition:
        """The areas as they are kept."""
        return AreaStore(self.store / "areas").edition(self.level, self.vintage)

    def job(self) -> tuple[Job, int]:
        """What the map is asked to show, and how many areas that is."""
        held = AreaStore(self.store / "areas").polygons(self.level, self.vintage, self.within)
        # Large, and with the middle of their bounds inside: areas that a pointer cannot miss.
        middles = held.geometry.envelope.centroid
        roomy = held[held.geometry.contains(middles)].geometry.area.nlargest(CLICKS).index
        query = {"level": str(self.level), "view": "total" if self.total else "sexes"}
        if self.within != RIKET_CODE:
            query["within"] = self.within
        return Job(query, 1 if self.total else 2, tuple(roomy)), len(held)


def main() -> None:
    """Measure both, and print."""
    asked = options((__doc__ or "").split("\n\n")[0])
    demo = stores.demo_store()
    made_up = Ground(demo, Level.MADE_UP, "demo", RIKET_CODE, total=False)
    real = stores.stockholm_store()
    stockholm = Ground(real, Level.DESO, "2018", "01", total=True) if real else replace(made_up, within="01")
    result = {}
    for name, ground in (("stockholm", stockholm), ("country", made_up)):
        job, count = ground.job()
        names = stores.indicators(ground.store, 6, level=ground.level, count=count, total=ground.total)
        sizes = [float(geometry.bytes) for geometry in ground.edition.counties.values()]
        real_areas = ground.level is Level.DESO
        result[name] = {
            "areas": f"real: {stores.POLYGONS.name}" if real_areas else "made up: the demo's",
            "count": count,
            "values": "real: SCB's, women and men together" if real_areas else "made up: the demo's, women and men",
            "median_county_bytes": round(bench.middle(sizes)),
            **run(ground.store, names, job, asked),
        }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
