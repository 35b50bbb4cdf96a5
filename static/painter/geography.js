/* The geometry: fetched once by its address, unpacked here, the same for every table that is painted on it. */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});

  const METRES_A_PIXEL_AT_ZOOM_0 = 4096;

  // Coordinates are SWEREF 99 TM in metres and are drawn as they are: the sheet of paper, not the globe.
  L.CRS.Sweref99TM = L.extend({}, L.CRS.Simple, {
    scale: (zoom) => 2 ** zoom / METRES_A_PIXEL_AT_ZOOM_0,
    zoom: (scale) => Math.log2(scale * METRES_A_PIXEL_AT_ZOOM_0),
  });

  const unpack = async (packed) => {
    const head = new Uint8Array(packed, 0, 2);
    // A server that knows the ending .gz may have said Content-Encoding, and then the browser has unpacked it already.
    if (head[0] !== 0x1f || head[1] !== 0x8b) return new Response(packed).json();
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };

  const boundsOf = (feature) => L.geoJSON(feature).getBounds();

  /**
   * Fetch a TopoJSON file and give its areas by level, with the borders drawn for context.
   *
   * An area is {code, name, parent, county, index, feature}; `index` is its place in the tables that are painted,
   * which come in the order of the codes, as the file's geometries do.
   */
  halsogap.loadGeography = async (url) => {
    const answer = await fetch(url, { cache: "force-cache" });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    const topology = await unpack(await answer.arrayBuffer());
    const { kommun, lan } = topology.objects;
    const countyNames = new Map(lan.geometries.map((county) => [county.id, county.properties.name]));
    const areasOf = (object) =>
      topojson.feature(topology, object).features.map((feature, index) => ({
        code: feature.id,
        name: feature.properties.name,
        parent: feature.properties.parent,
        county: countyNames.get(feature.properties.parent) || "",
        index,
        feature,
      }));
    const levels = { kommun: areasOf(kommun), lan: areasOf(lan) };
    const byCode = new Map([...levels.lan, ...levels.kommun].map((area) => [area.code, area]));
    const county = (geometry) => geometry.properties.parent;
    return {
      levels,
      byCode,
      countyBorders: topojson.mesh(topology, kommun, (a, b) => a !== b && county(a) !== county(b)),
      coast: topojson.mesh(topology, kommun, (a, b) => a === b),
      bounds: boundsOf(topojson.feature(topology, lan)),
      boundsOf: (code) => boundsOf(byCode.get(code).feature),
    };
  };
})();
