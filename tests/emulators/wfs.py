"""Emulator of SCB's GeoServer WFS (https://geodata.scb.se/geoserver/stat/wfs) over a folder `scb` of data.

Run `python -m emulators.wfs --port 0`, or `with wfs.start() as geo: ... geo.url ...` in a test.

LAYERS (as in the real data; the made-up ones have the same counties and columns, and other areas)
    stat:DeSO_2018  1,525 of 5,984 areas (counties 01 and 03).  The copy at hand was in WGS84: EPSG:3006 coordinates are
                    reprojected from it; `objectid` is a running number and `objektidentitet` null (not in the copy).
    stat:DeSO_2025  175 of 6,160 areas (county 20): the layer's own answer, coordinates and attributes unchanged.

SOURCED (a recorded answer and notes of live checks, 2026)
* WFS 1.1.0 and 2.0.0, GetCapabilities, DescribeFeatureType (JSON), GetFeature, resultType=hits;
* attributes objectid, objektidentitet, objekttyp, desokod, regsokod, lanskod, kommunkod, version,
  ansvarig_organisation, referensdatum, geometry sp_geometry (Polygon), feature id DeSO_2025.<objectid>;
* JSON {type, features, totalFeatures, numberMatched, numberReturned, timeStamp, crs}; default CRS EPSG:3006;
  srsName=EPSG:4326 or its urn gives [lon, lat]; with propertyName but no geometry both crs and geometry are null;
* CQL_FILTER; startIndex + maxFeatures/count + sortBy page through the layer; the CSV output writes WKT in N E order;
* in CQL a point is POINT(N E): INTERSECTS(sp_geometry,POINT(6580822 674032)) hits, E N order matches nothing;
* WFS 2.0.0 needs typeNames (1.x: typeName); codes are bare, without the statistics database's _DeSO2025 suffix;
* exceptions are OGC XML: ows:ExceptionReport with InvalidParameterValue/typeName "Feature type ... unknown", and
  NoApplicableCode "Could not parse CQL filter list ..." for a bad filter.

ASSUMED: HTTP 200 for exceptions in 1.x and 400 in 2.0.0 (GeoServer's usual behaviour; --exception-status overrides);
the wording of other exceptions; default order by objectid; CQL beyond =, <>, <, >, LIKE, IN, AND, OR, NOT,
INTERSECTS with POINT; no feature limit. Only application/json and csv are served; anything else, GML included, is an
exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import geopandas as gpd
import shapely
from shapely.geometry import mapping

from emulators import made_up
from emulators._cql import OgcError, parse_cql
from emulators._server import Emulator, Fault, Reply, Request, main, serve

Area = tuple[dict[str, Any], Any, Any]
"""An area's properties, its polygon in EPSG:3006 and in EPSG:4326."""
FIELDS = (
    "objectid",
    "objektidentitet",
    "objekttyp",
    "desokod",
    "regsokod",
    "lanskod",
    "kommunkod",
    "version",
    "ansvarig_organisation",
    "referensdatum",
)
GEOMETRY = "sp_geometry"
LAYERS = {
    "DeSO_2018": ("deso2018_lan01_03.gpkg", "2018_v3", "20180101"),
    "DeSO_2025": ("deso2025_lan20.geojson", None, None),
}
SRS = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:|EPSG:|https?://www\.opengis\.net/"
    r"(?:gml/srs/epsg\.xml#|def/crs/EPSG/0/))(\d+)",
    re.I,
)
XML = '<?xml version="1.0" encoding="UTF-8"?>'


class Wfs(Emulator):
    """SCB's geodata service over the folder `scb` in `data`; the made-up set where none is given."""

    name, prefix = "wfs", "/geoserver/stat/wfs"

    def __init__(
        self,
        data: Path | None = None,
        seed: int = 0,
        faults: Iterable[Fault] = (),
        exception_status: int | None = None,
    ) -> None:
        super().__init__(seed, faults)
        self.exception_status = exception_status
        folder = (data or made_up.folder()) / "scb"
        self.layers = {name: self.load(folder / file, version, date) for name, (file, version, date) in LAYERS.items()}

    @staticmethod
    def load(path: Path, version: str | None, date: str | None) -> list[Area]:
        """[(properties, geometry in EPSG:3006, geometry in EPSG:4326)], ordered by objectid."""
        frame = gpd.read_file(path)
        if version:
            frame = frame.sort_values("deso").reset_index(drop=True)
            frame = frame.rename(
                columns={"deso": "desokod", "regso": "regsokod", "lan": "lanskod", "kommun": "kommunkod"}
            )
            frame = frame.assign(
                objectid=range(1, len(frame) + 1),
                objektidentitet=None,
                objekttyp="deso",
                version=version,
                ansvarig_organisation="Statistiska centralbyrån",
                referensdatum=date,
            )
        simple = [g.geoms[0] if g.geom_type == "MultiPolygon" and len(g.geoms) == 1 else g for g in frame.geometry]
        frame = frame.set_geometry(gpd.GeoSeries(simple, crs=frame.crs or 3006)).sort_values("objectid")
        rows = frame[list(FIELDS)].astype(object).where(frame[list(FIELDS)].notna(), None).to_dict("records")
        return [
            ({**row, "objectid": int(row["objectid"])}, metric, degrees)
            for row, metric, degrees in zip(rows, frame.to_crs(3006).geometry, frame.to_crs(4326).geometry, strict=True)
        ]

    def handle(self, request: Request, faults: list[Fault]) -> Reply:
        """The answer by the parameter `request`, or an OGC exception."""
        if request.path.rstrip("/") not in (self.prefix, "/geoserver/wfs", "/geoserver/stat/ows"):
            return Reply(b"<html><body>HTTP Status 404 - Not Found</body></html>", 404, "text/html")
        args = {k.lower(): v for k, v in request.query}
        version = args.get("version", "2.0.0")
        try:
            match args.get("request", "").lower():
                case "getcapabilities":
                    return self.capabilities(request, args.get("version") or args.get("acceptversions", "2.0.0"))
                case "describefeaturetype":
                    return self.describe(args, version)
                case "getfeature":
                    return self.features(args, version)
                case "":
                    raise OgcError(
                        "Could not determine geoserver request from http request", "MissingParameterValue", "request"
                    )
                case other:
                    raise OgcError(f"No such operation WFS {other}", "OperationNotSupported")
        except OgcError as error:
            two = version.startswith("2")
            status = self.exception_status or (400 if two else 200)
            space = "http://www.opengis.net/ows" + ("/1.1" if two else "")
            where = f' locator="{error.locator}"' if error.locator else ""
            return Reply(
                f'{XML}<ows:ExceptionReport xmlns:ows="{space}" version="{"2.0.0" if two else "1.0.0"}">'
                f'<ows:Exception exceptionCode="{error.code}"{where}><ows:ExceptionText>{escape(error.text)}'
                f"</ows:ExceptionText></ows:Exception></ows:ExceptionReport>".encode(),
                status,
                "application/xml",
            )

    def layer(self, args: dict[str, str], version: str) -> str:
        """The layer that is asked for, without its prefix."""
        two = version.startswith("2")
        name = args.get("typenames") or (None if two else args.get("typename"))
        if not name:
            raise OgcError(
                "The query should specify either typeName, featureId filter, or a stored query id",
                "MissingParameterValue",
                "typeNames" if two else "typeName",
            )
        if name.split(":")[-1] not in self.layers or name.split(":")[0] not in ("stat", name):
            raise OgcError(f"Feature type {name} unknown", locator="typeName")
        return name.split(":")[-1]

    def describe(self, args: dict[str, str], version: str) -> Reply:
        """The layers' columns."""
        names = [self.layer(args, version)] if args.get("typename") or args.get("typenames") else list(self.layers)
        kinds = {f: "int" if f == "objectid" else "string" for f in FIELDS}
        if "json" in args.get("outputformat", ""):
            fields = [
                {"name": f, "maxOccurs": 1, "minOccurs": 0, "nillable": True, "type": t, "localType": t.split(":")[1]}
                for f, t in [*((f, f"xsd:{k}") for f, k in kinds.items()), (GEOMETRY, "gml:Polygon")]
            ]
            return Reply.json(
                {
                    "elementFormDefault": "qualified",
                    "targetNamespace": "https://geodata.scb.se/stat",
                    "targetPrefix": "stat",
                    "featureTypes": [{"typeName": n, "properties": fields} for n in names],
                }
            )
        types = "".join(
            f'<xsd:complexType name="{n}Type"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType">'
            "<xsd:sequence>"
            + "".join(
                f'<xsd:element minOccurs="0" name="{f}" nillable="true" type="{t}"/>'
                for f, t in [*((f, f"xsd:{k}") for f, k in kinds.items()), (GEOMETRY, "gml:PolygonPropertyType")]
            )
            + "</xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>"
            f'<xsd:element name="{n}" substitutionGroup="gml:_Feature" type="stat:{n}Type"/>'
            for n in names
        )
        return Reply(
            f'{XML}<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml" '
            'xmlns:stat="https://geodata.scb.se/stat" elementFormDefault="qualified" '
            f'targetNamespace="https://geodata.scb.se/stat">{types}</xsd:schema>'.encode(),
            200,
            "text/xml; subtype=gml/3.1.1",
        )

    def features(self, args: dict[str, str], version: str) -> Reply:
        """The areas that were asked for, or how many they are."""
        name = self.layer(args, version)
        rows = self.layers[name]
        if args.get("cql_filter"):
            keep = parse_cql(args["cql_filter"], FIELDS, GEOMETRY)
            rows = [r for r in rows if keep(r[0], r[1])]
        for part in reversed([p for p in args.get("sortby", "").split(",") if p]):
            field, _, way = part.strip().partition(" ")
            if field not in FIELDS:
                raise OgcError(f"Cannot sort on property {field}, it is not in the schema", "NoApplicableCode")
            rows = sorted(
                rows,
                key=lambda r: r[0][field] if field == "objectid" else str(r[0][field] or ""),
                reverse=way.upper() in ("D", "DESC"),
            )
        numbers = {}
        for key in ("startindex", "count", "maxfeatures"):
            text = args.get(key)
            if text is not None and not text.isdigit():
                raise OgcError(f"Could not parse {key}: {text}", locator=key)
            numbers[key] = int(text) if text else None
        matched, start = len(rows), numbers["startindex"] or 0
        size = numbers["count"] if numbers["count"] is not None else numbers["maxfeatures"]
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        if args.get("resulttype", "").lower() == "hits":
            counts, space = f'numberOfFeatures="{matched}"', "http://www.opengis.net/wfs"
            if version.startswith("2"):
                counts, space = f'numberMatched="{matched}" numberReturned="0"', space + "/2.0"
            return Reply(
                f'{XML}<wfs:FeatureCollection xmlns:wfs="{space}" {counts} timeStamp="{stamp}"/>'.encode(),
                200,
                "text/xml",
            )
        rows = rows[start : None if size is None else start + size]
        srs = SRS.fullmatch(args.get("srsname", "EPSG:3006"))
        if not srs or srs[1] not in ("3006", "4326"):
            raise OgcError(f"Unable to support srsName: {args['srsname']}", locator="srsName")
        wanted = [p.split(":")[-1].strip() for p in args.get("propertyname", "").split(",") if p.strip(" *")]
        wanted = wanted or [*FIELDS, GEOMETRY]
        for field in wanted:
            if field not in (*FIELDS, GEOMETRY):
                raise OgcError(f"Requested property: {field} is not available for stat:{name}.", locator="propertyName")
        shapes, digits = GEOMETRY in wanted, 4 if srs[1] == "3006" else 8
        form = args.get("outputformat", "")
        if form.lower() == "csv":
            text = [",".join(["FID", *(f for f in wanted)])]
            for props, metric, degrees in rows:
                shape = shapely.transform(metric if srs[1] == "3006" else degrees, lambda xy: xy[:, ::-1])
                values = {**props, GEOMETRY: shapely.to_wkt(shape, rounding_precision=digits)}
                cells = [f"{name}.{props['objectid']}", *("" if values[f] is None else str(values[f]) for f in wanted)]
                text.append(",".join(f'"{c}"' if "," in c else c for c in cells))
            return Reply("\r\n".join(text).encode() + b"\r\n", 200, "text/csv")
        if form.lower() not in ("application/json", "json"):
            raise OgcError(
                f"Failed to find response for output format {form or 'text/xml; subtype=gml/3.1.1'}",
                locator="outputFormat",
            )

        def coordinates(node: Any) -> Any:
            return [round(x, digits) for x in node] if isinstance(node[0], float) else [coordinates(n) for n in node]

        found = []
        for props, metric, degrees in rows:
            shape = mapping(metric if srs[1] == "3006" else degrees) if shapes else None
            found.append(
                {
                    "type": "Feature",
                    "id": f"{name}.{props['objectid']}",
                    "geometry": shape and {"type": shape["type"], "coordinates": coordinates(shape["coordinates"])},
                    **({"geometry_name": GEOMETRY} if shapes else {}),
                    "properties": {f: props[f] for f in wanted if f != GEOMETRY},
                }
            )
        crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{srs[1]}"}} if shapes else None
        return Reply.json(
            {
                "type": "FeatureCollection",
                "features": found,
                "totalFeatures": matched,
                "numberMatched": matched,
                "numberReturned": len(found),
                "timeStamp": stamp,
                "crs": crs,
            },
            ctype="application/json;charset=UTF-8",
        )

    def capabilities(self, request: Request, version: str) -> Reply:
        """What the service says of itself."""
        two, url = version.startswith("2"), request.origin + self.prefix
        number, tail, crs = ("2.0.0", "/2.0", "CRS") if two else ("1.1.0", "", "SRS")
        spaces = {
            "wfs": "http://www.opengis.net/wfs" + tail,
            "ows": "http://www.opengis.net/ows" + ("/1.1" if two else ""),
            "ogc": "http://www.opengis.net/ogc",
            "xlink": "http://www.w3.org/1999/xlink",
            "stat": "https://geodata.scb.se/stat",
        }
        operations = "".join(
            f'<ows:Operation name="{o}"><ows:DCP><ows:HTTP><ows:Get xlink:href="{url}"/></ows:HTTP></ows:DCP>'
            "</ows:Operation>"
            for o in ("GetCapabilities", "DescribeFeatureType", "GetFeature")
        )
        types = ""
        for name, rows in self.layers.items():
            west, south, east, north = shapely.total_bounds([r[2] for r in rows])
            types += (
                f"<wfs:FeatureType><wfs:Name>stat:{name}</wfs:Name><wfs:Title>{name}</wfs:Title>"
                f"<wfs:Default{crs}>urn:ogc:def:crs:EPSG::3006</wfs:Default{crs}>"
                f"<wfs:Other{crs}>urn:ogc:def:crs:EPSG::4326</wfs:Other{crs}>"
                "<wfs:OutputFormats><wfs:Format>application/json</wfs:Format></wfs:OutputFormats>"
                f"<ows:WGS84BoundingBox><ows:LowerCorner>{west} {south}</ows:LowerCorner>"
                f"<ows:UpperCorner>{east} {north}</ows:UpperCorner></ows:WGS84BoundingBox></wfs:FeatureType>"
            )
        return Reply(
            (
                f'{XML}<wfs:WFS_Capabilities version="{number}" '
                + " ".join(f'xmlns:{k}="{v}"' for k, v in spaces.items())
                + "><ows:ServiceIdentification><ows:Title>SCB öppna geodata (emulator)</ows:Title>"
                f"<ows:ServiceType>WFS</ows:ServiceType><ows:ServiceTypeVersion>{number}</ows:ServiceTypeVersion>"
                f"</ows:ServiceIdentification><ows:OperationsMetadata>{operations}</ows:OperationsMetadata>"
                f"<wfs:FeatureTypeList>{types}</wfs:FeatureTypeList><ogc:Filter_Capabilities/>"
                "</wfs:WFS_Capabilities>"
            ).encode(),
            200,
            "application/xml",
        )


def start(port: int = 0, **options: Any) -> AbstractContextManager[Wfs]:
    """Context manager: a running emulator with .url, .control(...), .stats()."""
    return serve(Wfs(**options), port)


if __name__ == "__main__":
    main(Wfs, __doc__, [("--exception-status", {"type": int, "help": "force one status for OGC exceptions"})])
