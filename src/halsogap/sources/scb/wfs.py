"""SCB's open geodata (WFS): layers of small areas, page by page, with nothing missing that the service announced.

A WFS promises little: without an order its pages may overlap, and a page that repeats another looks like any page. So
the pages are sorted by the areas' codes, every area may come once, and in the end as many must have come as the
service said there are. Its own errors arrive as XML, with status 400, or with 200 in older versions of the protocol.
"""

from __future__ import annotations

import html
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import shapely

from halsogap.errors import SourceError
from halsogap.model import Level
from halsogap.sources.editions import CODE_FIELDS
from halsogap.sources.geometry import CRS
from halsogap.sources.service import SAFE, Passing, Patience, Progress, Publisher, Service, WrongShape, read_json

if TYPE_CHECKING:
    import geopandas as gpd

AREAS_A_PAGE = 500
"""About 8 MB: a page is the step of progress, and what is asked for again when an answer breaks off."""

LAYERS = {
    (Level.DESO, "2018"): "stat:DeSO_2018",
    (Level.DESO, "2025"): "stat:DeSO_2025",
    (Level.REGSO, "2020"): "stat:RegSO_2020",
    (Level.REGSO, "2025"): "stat:RegSO_2025",
}

EXCEPTION = re.compile(rb"<(?:\w+:)?(?:ServiceException|ExceptionText)\b[^>]*>(.*?)</", re.DOTALL)
"""The words of an OGC exception. It is looked for, not parsed: an XML document of strangers can be made to explode."""
EXCEPTION_CODE = re.compile(rb"""\b(?:exceptionC|c)ode=["'](\w+)["']""")


class Wfs(Service):
    """A client of the WFS at `url`.

    Raises
    ------
    BadInput
        `url` is not the address of a web service.
    """

    publisher = Publisher(
        name="SCB's geodata service",
        api="SCB's geodata service",
        example="https://geodata.scb.se/geoserver/stat/wfs",
        setting="--wfs-url or HALSOGAP_WFS_URL",
    )
    judged = (200, 400)

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        super().__init__(url, patience=patience or Patience(), concurrency=1)

    def areas(self, level: Level, vintage: str, progress: Progress, *, page: int = AREAS_A_PAGE) -> gpd.GeoDataFrame:
        """All areas of a layer, with the service's own columns, in SWEREF 99 TM.

        Parameters
        ----------
        level, vintage
            One of `LAYERS`.
        progress
            Told after every page; what it raises ends the work.
        page
            How many areas to ask for at a time.

        Raises
        ------
        SourceError
            The service did not answer as it should, refused the layer, or sent less or more than it announced.
        """
        import geopandas as gpd

        layer, field = LAYERS[level, vintage], CODE_FIELDS[level]
        by_id: dict[str, dict[str, Any]] = {}
        announced: int | None = None
        progress(0, 1, f"Asking for {layer}")
        while announced is None or len(by_id) < announced:
            url = self._base.copy_merge_params(_query(layer, field, start=len(by_id), count=page))
            read = partial(self._page, layer=layer, field=field, before=by_id, announced=announced)
            features, announced = self.ask(url, read)
            by_id |= features
            progress(len(by_id), announced, f"Areas of {layer}")
        if not by_id:
            raise SourceError(
                f"{self.publisher.name} at {self.url} has no areas in the layer {layer}.", self.publisher.elsewhere
            )
        return gpd.GeoDataFrame(list(by_id.values()), geometry="geometry", crs=CRS)

    def _page(
        self, body: bytes, layer: str, field: str, before: dict[str, Any], announced: int | None
    ) -> tuple[dict[str, dict[str, Any]], int]:
        """The areas of one page by code, and how many the layer has."""
        self._judge_exception(body[:65_536], layer)
        document = read_json(body)
        features = document.get("features") if isinstance(document, dict) else None
        if not isinstance(features, list):
            raise WrongShape("no list 'features'")
        matched, returned = document.get("numberMatched"), document.get("numberReturned", len(features))
        if not isinstance(matched, int) or returned != len(features):
            raise WrongShape(f"numberMatched {matched!r} and numberReturned {returned!r} for {len(features)} areas")
        if announced is not None and matched != announced:
            raise Passing(f"said first that {layer} has {announced} areas, and then {matched}")
        if features and _crs(document) != CRS:
            raise WrongShape(f"coordinates in {_crs(document)!r}, not in {CRS}")
        areas = _areas(features, field)
        if again := [code for code in areas if code in before]:
            raise Passing(f"sent areas of {layer} once more that it had sent before, {again[0]!r} first")
        if not areas and len(before) < matched:
            raise Passing(f"sent {len(before)} of the {matched} areas of {layer}, and then an empty page")
        if len(before) + len(areas) > matched:
            raise Passing(f"sent {len(before) + len(areas)} areas of {layer}, more than the {matched} it announced")
        return areas, matched

    def _judge_exception(self, head: bytes, layer: str) -> None:
        """Raise what an OGC exception says: `Passing` where the service itself failed, else that it refused."""
        if not (words := EXCEPTION.search(head)):
            return
        code = EXCEPTION_CODE.search(head)
        kind = code[1].decode() if code else "NoApplicableCode"
        text = " ".join(html.unescape(words[1].decode(errors="replace")).split())[:200]
        if kind == "NoApplicableCode":  # GeoServer's word for whatever went wrong inside
            raise Passing(f"answered with an error of its own ({text})")
        raise SourceError(
            f"{self.publisher.name} at {self.url} refused the request for {layer}: {text} ({kind}).",
            f"The layer may have been renamed; look for a newer Hälsogap, or import a file. {SAFE}",
        )


def _query(layer: str, field: str, *, start: int, count: int) -> dict[str, str | int]:
    return {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": layer,
        "outputFormat": "application/json",
        "srsName": CRS,
        "sortBy": field,
        "startIndex": start,
        "count": count,
    }


def _crs(document: dict[str, Any]) -> str:
    """The authority and number of the answer's CRS, which GeoServer writes as `urn:ogc:def:crs:EPSG::3006`."""
    try:
        name = str(document["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        return ""
    return re.sub(r"^urn:ogc:def:crs:(\w+):[\d.]*:", r"\1:", name)


def _areas(features: list[Any], field: str) -> dict[str, dict[str, Any]]:
    """The features' properties and geometry by code, each once."""
    areas: dict[str, dict[str, Any]] = {}
    for feature in features:
        try:
            code, shape = feature["properties"][field], feature["geometry"]["type"]
            geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
        except (KeyError, TypeError, ValueError, shapely.errors.GEOSException) as error:
            raise WrongShape(f"an area that is {str(feature)[:80]!r}") from error
        if not isinstance(code, str) or shape not in ("Polygon", "MultiPolygon"):
            raise WrongShape(f"an area with the code {code!r} that is a {shape!r}")
        if code in areas:
            raise Passing(f"sent the area {code!r} twice on a page")
        areas[code] = {**feature["properties"], "geometry": geometry}
    return areas
