"""Stored observations as a table for other programs: one row a value, with the names a reader needs."""

from __future__ import annotations

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.figures.provenance import DEMO, row_line
from halsogap.geography import area_index
from halsogap.i18n import Words

KOLADA = "Kolada"
"""The publisher of what the catalogue does not know: whatever is stored under its own id was fetched from there."""


def long_table(observations: pd.DataFrame, catalog: Catalog, words: Words, *, demo: bool) -> pd.DataFrame:
    """Observations with names, unit, source and mark.

    Parameters
    ----------
    observations
        OBSERVATIONS rows. An indicator that the catalogue lacks goes by its own id.
    demo
        Whether the snapshot they come from is made up.

    Returns
    -------
    DataFrame
        `indicator`, `name`, `unit`, `level`, `area`, `area_name`, `period`, `sex`, `value`, `status`, `geo_vintage`,
        `series` (the publisher's: "kolada:N15428"), `source`, `fetched_at`, `demo` ("DEMO" or empty). The columns have
        these names in every language, for programs.
    """
    slugs = observations["indicator"].unique()
    known = {slug: indicator for slug in slugs if (indicator := catalog.get(slug))}
    names = {slug: words.of(known[slug].name) if slug in known else slug for slug in slugs}
    units = {slug: str(known[slug].unit) if slug in known else "" for slug in slugs}
    publishers = {slug: known[slug].source.name if slug in known else KOLADA for slug in slugs}
    sources = {slug: row_line(publisher, words, demo=demo) for slug, publisher in publishers.items()}
    places = {code: place.name for code, place in area_index().items()}
    return pd.DataFrame(
        {
            "indicator": observations["indicator"],
            "name": observations["indicator"].map(names),
            "unit": observations["indicator"].map(units),
            "level": observations["level"],
            "area": observations["area"],
            "area_name": observations["area"].map(places).fillna(""),
            "period": observations["period"],
            "sex": observations["sex"],
            "value": observations["value"],
            "status": observations["status"],
            "geo_vintage": observations["geo_vintage"],
            "series": observations["source"],
            "source": observations["indicator"].map(sources),
            "fetched_at": observations["fetched_at"],
            "demo": DEMO if demo else "",
        }
    ).reset_index(drop=True)
