/* The legend is a picture: the classes as a bar, every area as a dot over it, the country as a tick. */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});
  const { element } = halsogap;

  const ROW = 26;
  const BAR = 12;
  const GAP = 5;
  const LABELS = 19;
  const EDGE = 8;
  const NEAR = 6;
  const TEXT = "12px";
  const INK = "#3f4c53";

  /** Places for texts of `widths` near `wanted`: neighbours that touch give way equally, inside [low, high]. */
  const spread = (wanted, widths, low, high) => {
    const places = wanted.slice();
    for (let round = 0; round < 60; round += 1) {
      let touching = false;
      for (let i = 0; i + 1 < places.length; i += 1) {
        const missing = (widths[i] + widths[i + 1]) / 2 + 9 - (places[i + 1] - places[i]);
        if (missing < 0.1) continue;
        places[i] -= missing / 2;
        places[i + 1] += missing / 2;
        touching = true;
      }
      places.forEach((place, i) => {
        places[i] = Math.min(Math.max(place, low + widths[i] / 2), high - widths[i] / 2);
      });
      if (!touching) break;
    }
    return places;
  };

  /** A dot's place across its row: spread evenly by a low-discrepancy step, the same at every painting. */
  const jitter = (index) => ((index * 0.6180339887) % 1) - 0.5;

  halsogap.Legend = class {
    constructor(on) {
      this.on = on;
      this.canvas = element("canvas", { role: "img" });
      this.rings = element("div", { className: "rings" });
      this.picture = element("div", { className: "picture" }, this.canvas, this.rings);
      this.keys = element("div", { className: "keys" });
      this.root = element("div", { className: "legend" }, this.picture, this.keys);
      this.picture.addEventListener("mousemove", (event) => this.point(event));
      this.picture.addEventListener("mouseleave", () => this.on.leave());
      this.picture.addEventListener("click", (event) => {
        const area = this.nearest(event);
        if (area) this.on.pick(area);
      });
      new ResizeObserver(() => this.draw()).observe(this.picture);
    }

    paint(table, areas) {
      this.table = table;
      this.areas = areas;
      this.draw();
      this.drawKeys();
    }

    /* From the lowest to the highest of all that is shown: values, the country's, and the limits of classes. A gap's
       classes mirror each other, so some may lie where there is no value; the bar has a piece of them all the same. */
    range() {
      const { breaks, panes } = this.table;
      const nationals = panes.map((pane) => pane.national).filter((value) => value !== null);
      const low = Math.min(this.table.low, ...nationals);
      const high = Math.max(this.table.high, ...nationals);
      if (!breaks.length) return [low, high];
      const [first, last] = [breaks[0], breaks[breaks.length - 1]];
      const margin = 0.05 * (Math.max(high, last) - Math.min(low, first));
      return [first <= low ? first - margin : low, last >= high ? last + margin : high];
    }

    /* Where things are, for the present width. The upper pane's dots stand over the bar, the lower pane's under it. */
    layout() {
      const { panes } = this.table;
      const pen = this.canvas.getContext("2d");
      pen.font = `${TEXT} ${getComputedStyle(this.root).fontFamily}`;
      const names = [...panes.map((pane) => pane.title), this.table.unit];
      const widest = Math.max(...names.map((name) => pen.measureText(name).width));
      const left = Math.min(Math.max(70, widest + 14), this.picture.clientWidth * 0.32);
      const right = this.picture.clientWidth - EDGE;
      const bar = ROW + GAP;
      const rows = panes.map((_, i) => (i ? bar + BAR + GAP + ROW / 2 : ROW / 2));
      const labels = panes.length > 1 ? bar + BAR + GAP + ROW : bar + BAR + 2;
      const [low, high] = this.range();
      const x = (value) => (high > low ? left + ((value - low) / (high - low)) * (right - left) : (left + right) / 2);
      return { pen, left, right, bar, rows, labels, x, height: labels + LABELS };
    }

    draw() {
      if (!this.table || !this.picture.clientWidth) return;
      const { table } = this;
      const at = (this.at = this.layout());
      const density = window.devicePixelRatio || 1;
      this.canvas.width = Math.round(this.picture.clientWidth * density);
      this.canvas.height = Math.round(at.height * density);
      this.canvas.style.height = `${at.height}px`;
      const { pen } = at;
      pen.scale(density, density);
      pen.font = `${TEXT} ${getComputedStyle(this.root).fontFamily}`;
      pen.textBaseline = "middle";
      if (table.colours.length) {
        this.drawBar(at);
        this.drawLabels(at);
      }
      table.panes.forEach((pane, row) => this.drawRow(pane, row, at));
      pen.fillStyle = INK;
      pen.fillText(table.unit, 0, at.bar + BAR / 2, at.left - 10);
      this.canvas.setAttribute("aria-label", this.description());
      this.moveRings();
    }

    drawBar({ pen, x, left, right, bar }) {
      const { breaks, colours } = this.table;
      const edges = [left, ...breaks.map(x), right];
      colours.forEach((colour, i) => {
        pen.fillStyle = colour;
        pen.fillRect(edges[i] + (i ? 0.75 : 0), bar, Math.max(0, edges[i + 1] - edges[i] - (i ? 0.75 : 0)), BAR);
      });
      // The lightest class is nearly white: a thin line keeps its end visible.
      pen.strokeStyle = "rgba(63, 76, 83, 0.35)";
      pen.lineWidth = 0.5;
      pen.strokeRect(left + 0.25, bar + 0.25, right - left - 0.5, BAR - 0.5);
    }

    drawLabels({ pen, x, left, right, bar, labels }) {
      const written = { ...this.table, decimals: this.table.limitDecimals };
      const texts = this.table.breaks.map((limit) => halsogap.number(limit, written));
      if (!texts.length) return;
      const wanted = this.table.breaks.map(x);
      const places = spread(wanted, texts.map((text) => pen.measureText(text).width), left - 20, right + EDGE);
      pen.textAlign = "center";
      texts.forEach((text, i) => {
        pen.strokeStyle = "rgba(63, 76, 83, 0.45)";
        pen.lineWidth = 0.75;
        pen.beginPath();
        pen.moveTo(wanted[i], bar + BAR);
        pen.lineTo(wanted[i], bar + BAR + 3);
        if (this.table.panes.length > 1) pen.moveTo(wanted[i], labels - 2);
        pen.lineTo(places[i], labels + 3);
        pen.stroke();
        pen.fillStyle = INK;
        pen.fillText(text, places[i], labels + 12);
      });
      pen.textAlign = "left";
    }

    drawRow(pane, row, { pen, x, rows, bar }) {
      pen.fillStyle = pane.colour;
      pen.fillText(pane.title, 0, rows[row], this.at.left - 10);
      const dots = (wanted, alpha) => {
        pen.globalAlpha = alpha;
        pane.values.forEach((value, i) => {
          if (value === null || halsogap.standsOut(this.areas[i], this.table) !== wanted) return;
          pen.beginPath();
          pen.arc(x(value), rows[row] + jitter(i) * (ROW - 8), 2.1, 0, 2 * Math.PI);
          pen.fill();
        });
        pen.globalAlpha = 1;
      };
      if (this.table.focus || this.table.marked) dots(false, 0.12);
      dots(true, 0.5);
      if (pane.national === null) return;
      const tick = Math.round(x(pane.national));
      pen.fillStyle = "#ffffff";
      pen.fillRect(tick - 2, rows[row] - ROW / 2, 4, ROW);
      pen.fillStyle = "#111a20";
      pen.fillRect(tick - 1, row ? bar + BAR : rows[row] - ROW / 2, 2, ROW + GAP);
    }

    description() {
      const { table } = this;
      const panes = table.panes.map((pane) => `${pane.title}, ${pane.text}`).join(". ");
      return `${table.words.legend}. ${table.unit}. ${table.labels.join("; ")}. ${panes}`;
    }

    drawKeys() {
      const { table } = this;
      const entries = [];
      const entry = (className, background, text) => {
        const swatch = element("i", { className });
        swatch.style.background = background;
        entries.push(element("span", { className: "key" }, swatch, text));
      };
      if (table.panes.some((pane) => pane.national !== null)) entry("tick", "#111a20", table.reference);
      if (table.named) table.labels.forEach((label, i) => entry("swatch", table.colours[i], label));
      const letters = table.panes.map((pane) => pane.classes).join("");
      for (const letter of ["-", ".", "/"]) {
        const found = letters.split(letter).length - 1;
        const word = table.words[halsogap.specialOf(letter)];
        if (found) entry("swatch", halsogap.backgroundOf(letter, []), `${word} (${found})`);
      }
      this.keys.replaceChildren(...entries);
      if (table.ends) {
        const [low, high] = table.ends;
        this.keys.prepend(element("span", { className: "end low", style: `color: ${low[1]}` }, `\u2190 ${low[0]}`));
        this.keys.append(element("span", { className: "end high", style: `color: ${high[1]}` }, `${high[0]} \u2192`));
      }
    }

    nearest(event) {
      if (!this.at || !this.table) return null;
      const box = this.picture.getBoundingClientRect();
      const [px, py] = [event.clientX - box.left, event.clientY - box.top];
      let best = null;
      let least = NEAR ** 2;
      this.table.panes.forEach((pane, row) => {
        if (Math.abs(py - this.at.rows[row]) > ROW / 2) return;
        pane.values.forEach((value, i) => {
          if (value === null) return;
          const away = (this.at.x(value) - px) ** 2 + (this.at.rows[row] + jitter(i) * (ROW - 8) - py) ** 2;
          if (away < least) [best, least] = [this.areas[i], away];
        });
      });
      return best;
    }

    point(event) {
      const area = this.nearest(event);
      this.picture.style.cursor = area ? "pointer" : "default";
      if (area) this.on.hover(area, event);
      else this.on.leave();
    }

    /** Ring the dots of the areas that are hovered and selected; either may be null. */
    mark(hovered, selected) {
      this.marked = { hovered, selected };
      this.moveRings();
    }

    moveRings() {
      if (!this.at || !this.marked) return;
      const rings = [];
      for (const [kind, area] of Object.entries(this.marked)) {
        if (!area || this.areas[area.index] !== area) continue;
        this.table.panes.forEach((pane, row) => {
          const value = pane.values[area.index];
          if (value === null) return;
          const ring = element("i", { className: `ring ${kind}` });
          ring.style.left = `${this.at.x(value)}px`;
          ring.style.top = `${this.at.rows[row] + jitter(area.index) * (ROW - 8)}px`;
          ring.style.background = pane.colour;
          rings.push(ring);
        });
      }
      this.rings.replaceChildren(...rings);
    }
  };
})();
