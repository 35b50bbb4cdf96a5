"""What a visitor may have brought, made by hand: an indicator of their own, for the municipalities of one county."""

from __future__ import annotations

import pandas as pd

from halsogap.geography import codes
from halsogap.model import OWN_GROUP, Better, Indicator, Level, Sex, Source, Status, Text
from halsogap.reading.brought import Brought, OwnIndicator

SLUG = "own-vaccinerade"
FILE = "vaccin.csv"
YEARS = (2021, 2022)


def brought() -> Brought:
    """Women's, men's and all's share of vaccinated in the ten municipalities of Gävleborg, with counts."""
    rows = [
        {
            "indicator": SLUG,
            "level": str(Level.KOMMUN),
            "area": code,
            "period": year,
            "sex": str(sex),
            "value": 60.0 + int(code) % 89 / 10 + more,
            "status": str(Status.VALUE),
            "numerator": (60.0 + int(code) % 89 / 10 + more) * 5,
            "denominator": 500.0,
            "source": f"own:{FILE}",
            "geo_vintage": "2025",
            "fetched_at": "2026-01-02T03:04:05+00:00",
        }
        for code in codes(Level.KOMMUN)
        if code.startswith("21")
        for year in YEARS
        for sex, more in ((Sex.K, 2.0), (Sex.M, 0.0), (Sex.T, 1.0))
    ]
    indicator = Indicator(
        slug=SLUG,
        name=Text("Vaccinerade", "Vaccinated"),
        short=Text("Vaccinerade", "Vaccinated"),
        definition=Text("Egna data", "Own data"),
        unit="percent",
        decimals=1,
        better=Better.HIGHER,
        sexes=(Sex.K, Sex.M, Sex.T),
        levels=(Level.KOMMUN,),
        series=(),
        source=Source("own", FILE, "", ""),
        group=OWN_GROUP,
    )
    return Brought({SLUG: OwnIndicator(indicator, pd.DataFrame(rows))})
