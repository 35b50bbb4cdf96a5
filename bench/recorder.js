/*
 * Watches a page frame by frame: what is drawn on every canvas and SVG of it and of its frames, and what it says.
 *
 * A picture is one signature. The time of an action is that of the last change before all came to rest: the first frame
 * of the final picture, taken after the frame has been handed over for painting. The signature is read in the same way
 * from any page, ours or not, and only after frames in which something was drawn or written; its own cost (about a
 * millisecond each time) is part of every figure.
 */
"use strict";
(() => {
  /* In every frame: say when something is drawn or written. */
  const touch = () => (window.top.touched = true);
  touch();
  new MutationObserver(touch).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  for (const name of ["clearRect", "fillRect", "fill", "stroke", "drawImage"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      window.top.touched = true;
      return draw.apply(this, given);
    };
  }
  if (window.top !== window) return;

  const GRID = { width: 64, height: 96 }; // Samples of a canvas: the larger municipalities have several.
  const sampler = new OffscreenCanvas(GRID.width, GRID.height).getContext("2d", { willReadFrequently: true });
  sampler.imageSmoothingEnabled = false;

  const recorder = (window.recorder = { recording: false, changes: [], began: null, cost: 0, frames: 0 });

  const hash = (start, length, at) => {
    let sum = start;
    for (let i = 0; i < length; i += 1) sum = Math.imul(sum ^ at(i), 16777619);
    return sum;
  };
  const hashText = (text) => hash(text.length, text.length, (i) => text.charCodeAt(i));

  /* A canvas as a hash, and whether anything of at least two colours is on it. */
  const ofCanvas = (canvas) => {
    if (!canvas.width || !canvas.height) return { sum: 0, painted: false };
    sampler.clearRect(0, 0, GRID.width, GRID.height);
    sampler.drawImage(canvas, 0, 0, GRID.width, GRID.height);
    const pixels = new Uint32Array(sampler.getImageData(0, 0, GRID.width, GRID.height).data.buffer);
    let sum = canvas.width * 65536 + canvas.height;
    const colours = new Set();
    for (const pixel of pixels) {
      sum = Math.imul(sum ^ pixel, 16777619);
      if (pixel >>> 24 === 255 && colours.size < 4) colours.add(pixel);
    }
    return { sum, painted: colours.size > 3 };
  };

  const ofPaths = (svg) => {
    const paths = [...svg.querySelectorAll("path")];
    const looks = paths.map((path) => `${path.getAttribute("fill")}${(path.getAttribute("d") || "").length}`);
    const fills = new Set(paths.map((path) => path.getAttribute("fill")).filter((fill) => fill && fill !== "none"));
    return { sum: hashText(looks.join()), painted: paths.length > 20 && fills.size > 2 };
  };

  const documents = () => {
    const frames = [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument).filter(Boolean);
    return [document, ...frames];
  };

  const look = () => {
    const maps = [];
    let painted = 0;
    let text = "";
    for (const page of documents()) {
      const main = page.querySelector("[data-testid=stMain]") || (page === document ? null : page.querySelector("main, body"));
      if (!main) continue;
      text += main.textContent;
      for (const image of main.querySelectorAll("img")) text += image.src;
      if (page !== document) text += page.documentElement.clientHeight;
      for (const canvas of main.querySelectorAll("canvas")) {
        const seen = ofCanvas(canvas);
        maps.push(seen.sum);
        if (seen.painted && canvas.closest(".leaflet-container")) painted += 1;
      }
      for (const svg of main.querySelectorAll(".leaflet-container svg")) {
        const seen = ofPaths(svg);
        maps.push(seen.sum);
        if (seen.painted) painted += 1;
      }
    }
    return { maps: hash(maps.length, maps.length, (i) => maps[i]), text: hashText(text), painted };
  };

  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    if (!recorder.recording) return;
    requestAnimationFrame(frame);
    if (!window.touched) return;
    window.touched = false;
    const now = performance.now();
    const seen = look();
    const last = recorder.changes.at(-1);
    if (!last || ["maps", "text", "painted"].some((part) => last[part] !== seen[part])) {
      recorder.changes.push({ at: now, ...seen });
    }
    recorder.frames += 1;
    recorder.cost += performance.now() - now;
  };
  const frame = () => channel.port2.postMessage(0);

  const running = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning";

  recorder.start = () => {
    Object.assign(recorder, { changes: [], began: null, cost: 0, frames: 0 });
    touch();
    for (const page of documents()) {
      const began = (event) => {
        // A frame's clock starts when it was loaded; all times are in the page's own.
        const shift = page.defaultView.performance.timeOrigin - performance.timeOrigin;
        recorder.began ??= event.timeStamp + shift;
      };
      page.addEventListener("click", began, { capture: true, once: true });
    }
    if (recorder.recording) return;
    recorder.recording = true;
    requestAnimationFrame(frame);
  };

  /** Wait until `maps` maps are painted, nothing has changed for `quiet` ms and no script runs; at most `most` ms. */
  recorder.rest = (maps, quiet, most) =>
    new Promise((resolve) => {
      const given = performance.now() + most;
      const timer = setInterval(() => {
        const last = recorder.changes.at(-1);
        const ready = recorder.changes.length > 1 && last.painted >= maps && performance.now() - last.at >= quiet;
        const late = performance.now() > given;
        if (!late && (running() || !ready)) return;
        clearInterval(timer);
        recorder.recording = false;
        resolve({
          began: recorder.began,
          changes: recorder.changes,
          late,
          cost: recorder.cost / Math.max(1, recorder.frames),
        });
      }, 50);
    });

  // The first picture of a page is an action too: the one that began with its address.
  recorder.start();
  recorder.began = 0;
})();
