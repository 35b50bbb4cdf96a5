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

  const fetchTopology = async (url) => {
    const answer = await fetch(url, { cache: "force-cache" });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return unpack(await answer.arrayBuffer());
  };

  /* What is drawn at a time. An area is {code, name, parent, county, index, feature}: `county` names what it lies in,
     `index` is its place in the tables that are painted, which come in the order of the codes. `lines` are borders for
     context, `around` the neighbours of a part of the country, drawn without values. */
  const scene = (key, areas, { lines, around = [], maxZoom }) => {
    areas.forEach((area, index) => (area.index = index));
    const byCode = new Map(areas.map((area) => [area.code, area]));
    return {
      key,
      areas,
      lines,
      around,
      maxZoom,
      byCode,
      has: (area) => byCode.get(area?.code) === area,
      bounds: boundsOf({ type: "FeatureCollection", features: areas.map((area) => area.feature) }),
    };
  };

  const KEPT = 4; // Scenes of small areas that stay unpacked: the one shown and those just left.

  /** Municipalities, counties and, by address, small areas: each level or part of one is a scene. */
  halsogap.Geography = class {
    constructor(topology) {
      const { kommun, lan } = topology.objects;
      const countyNames = new Map(lan.geometries.map((county) => [county.id, county.properties.name]));
      const areasOf = (object) =>
        topojson.feature(topology, object).features.map((feature) => ({
          code: feature.id,
          name: feature.properties.name,
          parent: feature.properties.parent,
          county: countyNames.get(feature.properties.parent) || "",
          feature,
        }));
      const county = (geometry) => geometry.properties.parent;
      const lines = {
        coast: [topojson.mesh(topology, kommun, (a, b) => a === b)],
        borders: [topojson.mesh(topology, kommun, (a, b) => a !== b && county(a) !== county(b))],
      };
      this.levels = { kommun: areasOf(kommun), lan: areasOf(lan) };
      this.scenes = new Map();
      for (const level of ["kommun", "lan"]) this.scenes.set(level, scene(level, this.levels[level], { lines, maxZoom: 7 }));
      this.topologies = new Map();
      const everywhere = [...this.levels.lan, ...this.levels.kommun];
      this.byCode = new Map(everywhere.map((area) => [area.code, area]));
    }

    /** The scene of a table, at once or as a promise: small areas are fetched a county at a time, each file once. */
    sceneOf({ level, small }) {
      if (!small) return this.scenes.get(level);
      const key = [level, small.within, small.name, ...small.files].join(" ");
      const held = this.scenes.get(key);
      if (held) return held;
      return Promise.all(small.files.map((url) => this.fetched(url))).then((topologies) => {
        const made = this.smallScene(key, level, topologies, small);
        this.scenes.set(key, made);
        const smaller = [...this.scenes.keys()].filter((name) => !this.levels[name]);
        for (const old of smaller.slice(0, -KEPT)) this.scenes.delete(old);
        return made;
      });
    }

    fetched(url) {
      if (!this.topologies.has(url)) {
        const answer = fetchTopology(url);
        this.topologies.set(url, answer);
        answer.catch(() => this.topologies.delete(url)); // Asked for again next time.
      }
      return this.topologies.get(url);
    }

    smallScene(key, level, topologies, { within, name: pattern }) {
      const parentOf = (geometry) => geometry.id.slice(0, 4);
      const areas = [];
      const around = [];
      const lines = { coast: [], borders: [] };
      for (const topology of topologies) {
        const object = topology.objects[level];
        for (const feature of topojson.feature(topology, object).features) {
          if (!feature.id.startsWith(within)) around.push(feature);
          else {
            const [code, parent] = [feature.id, parentOf(feature)];
            const county = this.byCode.get(parent)?.name || "";
            const own = () => pattern.replace("{number}", Number(code.slice(5))).replace("{place}", () => county);
            areas.push({ code, name: pattern ? own() : feature.properties.name, parent, county, feature });
          }
        }
        lines.coast.push(topojson.mesh(topology, object, (a, b) => a === b));
        lines.borders.push(topojson.mesh(topology, object, (a, b) => a !== b && parentOf(a) !== parentOf(b)));
      }
      // A visitor's own areas have no neighbours of their kind: the municipalities about them say where they are.
      if (level === "own") {
        const counties = new Set(areas.map((area) => area.parent.slice(0, 2)));
        around.unshift(...this.levels.kommun.filter((k) => counties.has(k.parent)).map((k) => k.feature));
      }
      areas.sort((a, b) => (a.code < b.code ? -1 : 1));
      return scene(key, areas, { lines, around, maxZoom: 11 });
    }
  };

  halsogap.loadGeography = async (url) => new halsogap.Geography(await fetchTopology(url));
  halsogap.boundsOf = (area) => boundsOf(area.feature);
})();
