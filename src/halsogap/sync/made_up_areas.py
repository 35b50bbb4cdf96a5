"""The demo's made-up small areas as a committed edition: `python -m halsogap.sync.made_up_areas` writes it anew."""

from __future__ import annotations

import pandas as pd

from halsogap import geography
from halsogap.model import Level
from halsogap.sources.demo import recipe
from halsogap.sources.demo.made_up_areas import MIDPOINTS, VINTAGE, polygons
from halsogap.store.area_store import COMMITTED, AreaEdition, AreaStore


def build() -> AreaEdition:
    """Write the committed edition and the midpoints; the same polygons give the same files."""
    made = polygons()
    middle = made.geometry.representative_point()
    metres = {"east": middle.x.round(-2).astype(int), "north": middle.y.round(-2).astype(int)}
    pd.DataFrame(metres, index=made.index).to_csv(MIDPOINTS, lineterminator="\n")
    return AreaStore(COMMITTED).put(
        made,
        level=Level.MADE_UP,
        vintage=VINTAGE,
        source="Hälsogap (DEMO, påhittade områden)",
        licence="CC0",
        fetched_at=recipe.load().made_at,
        expected=len(made),
    )


if __name__ == "__main__":
    edition = build()
    served = sum(geometry.bytes for geometry in edition.counties.values())
    print(f"{edition.count} made-up areas for {len(geography.codes(Level.KOMMUN))} municipalities; {served:,} bytes.")
