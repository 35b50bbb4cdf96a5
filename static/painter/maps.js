/* One map: areas filled by class on a canvas, borders for context, outlines for what is hovered and selected. */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});

  const PALE = 0.18;
  const COUNTRY_PADDING = [10, 10];
  const COUNTY_PADDING = [36, 36];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* Missing, suppressed and not applicable have no colour of the scale: grey hatching, dots, white with a line. */
  const TILE = 8;
  const DETAIL = 2; // Drawn twice as large and scaled down, so that patterns stay sharp on dense screens.
  const tile = (background, draw) => {
    const canvas = halsogap.element("canvas", { width: TILE * DETAIL, height: TILE * DETAIL });
    const pen = canvas.getContext("2d");
    pen.scale(DETAIL, DETAIL);
    pen.fillStyle = background;
    pen.fillRect(0, 0, TILE, TILE);
    draw(pen);
    const fill = pen.createPattern(canvas, "repeat");
    fill.setTransform(new DOMMatrix().scale(1 / DETAIL));
    return { fill, css: `url(${canvas.toDataURL()}) 0 0 / ${TILE}px` };
  };
  const lines = (pen, colour, width, ...segments) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of segments) {
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
    }
    pen.stroke();
  };
  halsogap.patterns = {
    missing: tile("#e3e6e7", (pen) =>
      lines(pen, "#8b9498", 1, [-2, 2, 2, -2], [-2, 6, 6, -2], [-2, 10, 10, -2], [2, 10, 10, 2], [6, 10, 10, 6])),
    suppressed: tile("#f3f4f4", (pen) => {
      pen.fillStyle = "#5d686d";
      for (const [x, y] of [[2, 2], [6, 6]]) pen.fillRect(x - 0.8, y - 0.8, 1.6, 1.6);
    }),
    not_applicable: tile("#ffffff", (pen) => lines(pen, "#7f898e", 1, [0, 4, 8, 4])),
  };
  const SPECIAL = { "-": "missing", ".": "suppressed", "/": "not_applicable" };

  /** The word for a class letter that stands for no value, or undefined. */
  halsogap.specialOf = (letter) => SPECIAL[letter];
  /** What fills an area: a colour of the scale or a pattern. */
  const fillOf = (letter, colours) =>
    SPECIAL[letter] ? halsogap.patterns[SPECIAL[letter]].fill : colours[parseInt(letter, 36)];
  /* Borders between municipalities are white on colour, and grey where the colour itself is nearly white. */
  const borderOn = (letter, colours) => {
    const colour = colours[parseInt(letter, 36)] || "#ffffff";
    const [red, green, blue] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
    return 0.3 * red + 0.59 * green + 0.11 * blue > 232 ? "#b7c3c3" : "#ffffff";
  };
  /** The same as a CSS background, for keys and tables. */
  halsogap.backgroundOf = (letter, colours) =>
    SPECIAL[letter] ? halsogap.patterns[SPECIAL[letter]].css : colours[parseInt(letter, 36)];

  const TINY = 7; // Pixels: areas that are smaller either way are drawn without a border, which would be all of them.

  /* A canvas that can write a mark across all it draws. The mark is in the same pixels as the map, so no cropping and
     no style sheet takes it away. What begins with _ is Leaflet's own; its version is fixed, and browser tests look. */
  const MarkedCanvas = L.Canvas.extend({
    _draw() {
      L.Canvas.prototype._draw.call(this);
      if (this.options.mark) this._drawMark();
    },
    /** Draw everything anew, once, in the next frame. */
    redrawAll() {
      this._redrawBounds = null;
      this._redrawRequest ||= L.Util.requestAnimFrame(this._redraw, this);
    },
    _fillStroke(pen, layer) {
      const { x, y } = layer.area ? layer._rawPxBounds.getSize() : { x: TINY, y: TINY };
      const { stroke } = layer.options;
      if (Math.min(x, y) < TINY) layer.options.stroke = false;
      L.Canvas.prototype._fillStroke.call(this, pen, layer);
      layer.options.stroke = stroke;
    },
    _drawMark() {
      const pen = this._ctx;
      const seen = this._redrawBounds || this._bounds;
      const step = { x: 210, y: 92 };
      pen.save();
      pen.beginPath();
      pen.rect(seen.min.x, seen.min.y, seen.max.x - seen.min.x, seen.max.y - seen.min.y);
      pen.clip();
      pen.fillStyle = "rgba(27, 37, 48, 0.3)";
      pen.strokeStyle = "rgba(255, 255, 255, 0.45)";
      pen.lineWidth = 2.5;
      pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
      for (let row = Math.floor(seen.min.y / step.y) - 1; row * step.y < seen.max.y + step.y; row += 1) {
        const shift = row % 2 ? step.x / 2 : 0;
        for (let column = Math.floor(seen.min.x / step.x) - 1; column * step.x < seen.max.x + step.x; column += 1) {
          pen.save();
          pen.translate(column * step.x + shift, row * step.y);
          pen.rotate(-0.36);
          pen.strokeText(this.options.mark, 0, 0);
          pen.fillText(this.options.mark, 0, 0);
          pen.restore();
        }
      }
      pen.restore();
    },
  });

  /** A bare Leaflet map in the element `id`. Called by the page's constant script, before anything is known. */
  halsogap.createMap = (id) =>
    L.map(id, {
      crs: L.CRS.Sweref99TM,
      center: [6900000, 597000],
      zoom: 0,
      attributionControl: false,
      zoomControl: false,
      // Without animation every step of the wheel is drawn sharp at once. With it, Leaflet.Sync resets the following
      // map while Leaflet still holds back its drawing, and that canvas stays scaled up: the "soft" map.
      zoomAnimation: false,
      fadeAnimation: false,
      inertia: !calm,
      zoomSnap: 0,
      zoomDelta: 0.6,
      wheelPxPerZoomLevel: 110,
      maxZoom: 7,
      maxBoundsViscosity: 1,
      boxZoom: false,
    });

  /** Paints one map. `on` has `hover(area, mouse event)`, `leave()` and `pick(area)`. */
  halsogap.AreaMap = class {
    constructor(map, on) {
      this.map = map;
      this.on = on;
      this.canvas = new MarkedCanvas({ padding: 0.5 });
      // What is hovered and selected lies in a layer of its own, so that hovering never redraws the areas.
      map.createPane("outlines").style.zIndex = 450;
      map.getPane("outlines").style.pointerEvents = "none";
      const outlines = L.svg({ pane: "outlines", padding: 0.5 });
      const outline = (style) =>
        L.polygon([], { renderer: outlines, pane: "outlines", interactive: false, fill: false, ...style }).addTo(map);
      this.outlines = {
        halo: outline({ color: "#ffffff", weight: 5, opacity: 0.9 }),
        selected: outline({ color: "#111a20", weight: 2.4, opacity: 1 }),
        hovered: outline({ color: "#111a20", weight: 1.6, opacity: 1 }),
      };
      this.layers = new WeakMap(); // By scene: what is no longer kept there is no longer kept here.
    }

    setScene(scene) {
      if (this.scene === scene) return;
      if (this.scene) for (const layer of this.shown.all) layer.remove();
      this.scene = scene;
      if (!this.layers.has(scene)) this.layers.set(scene, this.layersOf(scene));
      this.shown = this.layers.get(scene);
      this.map.setMaxZoom(scene.maxZoom);
      for (const layer of this.shown.all) layer.addTo(this.map);
    }

    layersOf(scene) {
      const still = (geometry, style) => L.geoJSON(geometry, { interactive: false, renderer: this.canvas, style });
      const lines = [
        ...scene.lines.coast.map((line) => still(line, { fill: false, color: "#8c989d", weight: 0.7, opacity: 0.9 })),
        ...scene.lines.borders.map((line) => still(line, { fill: false, color: "#4d5b62", weight: 0.9, opacity: 0.75 })),
      ];
      const around = still(scene.around, { color: "#cfd5d7", weight: 0.5, fillColor: "#f1f3f3", fillOpacity: 1 });
      const { group, byIndex } = this.areasOf(scene);
      return { all: [around, group, ...lines], byIndex };
    }

    areasOf(scene) {
      const byIndex = [];
      const group = L.geoJSON(
        scene.areas.map((area) => area.feature),
        {
          renderer: this.canvas,
          style: { color: "#ffffff", weight: 0.6, opacity: 0.85, fillOpacity: 1, fillColor: "#eef0f0" },
          onEachFeature: (feature, layer) => {
            layer.area = scene.byCode.get(feature.id);
            byIndex[layer.area.index] = layer;
          },
        },
      );
      group.on({
        mouseover: (event) => this.on.hover(event.sourceTarget.area, event.originalEvent),
        mousemove: (event) => this.on.hover(event.sourceTarget.area, event.originalEvent),
        mouseout: () => this.on.leave(),
        click: (event) => this.on.pick(event.sourceTarget.area),
      });
      return { group, byIndex };
    }

    paint(pane, table, scene) {
      this.setScene(scene);
      this.shown.byIndex.forEach((layer, index) => {
        const letter = pane.classes[index];
        // Not by setStyle, which asks for a redraw of its own 6,000 times.
        Object.assign(layer.options, {
          fillColor: fillOf(letter, table.colours),
          fillOpacity: halsogap.standsOut(layer.area, table) ? 1 : PALE,
          color: borderOn(letter, table.colours),
        });
      });
      this.canvas.options.mark = table.mark;
      this.canvas.redrawAll();
    }

    shapeOf(area) {
      return this.scene?.has(area) ? this.shown.byIndex[area.index].getLatLngs() : [];
    }

    hover(area) {
      this.outlines.hovered.setLatLngs(this.shapeOf(area));
    }

    select(area) {
      const shape = this.shapeOf(area);
      this.outlines.halo.setLatLngs(shape);
      this.outlines.selected.setLatLngs(shape);
    }

    /* The whole scene, or closer: the county in focus, or one area. */
    fit(bounds) {
      const whole = this.scene.bounds;
      // Room to pull the whole about, never to lose it.
      this.map.setMaxBounds(whole.pad(0.9));
      this.map.setMinZoom(this.map.getBoundsZoom(whole, false, L.point(COUNTRY_PADDING).multiplyBy(2)) - 0.3);
      this.map.fitBounds(bounds || whole, { padding: bounds ? COUNTY_PADDING : COUNTRY_PADDING, animate: false });
    }
  };
})();
