/*
 * The painter: two maps, their legend and their table, painted again from one small message.
 *
 * streamlit-folium shows the frame once and keeps it as long as its constant script stays the same. That script calls
 * `halsogap.createMap` for the two maps and `halsogap.start`. Every rerun of the page then sends one call of
 * `halsogap.paint(table)`; panning, zooming, hovering, searching and sorting never leave this frame. What goes back to
 * Python is {code, n} when an area is chosen, with code null when it is let go; n is the time, so that every choice
 * differs from the one before.
 */
"use strict";
(() => {
  const halsogap = window.halsogap;
  const { element } = halsogap;

  const NARROW = 640;
  const MAP_HEIGHT = { least: 380, most: 900, narrow: 430 };
  const BELOW = 14; // Pixels between the legend and the window's edge.

  const state = { maps: [], geography: null, scene: null, table: null, hovered: null, selected: null, moved: false };
  const on = { hover, leave, pick };
  halsogap.state = state; // What is shown, for the browser tests and the curious; nothing reads it back.

  /* The frame, built before the maps so that they never measure an empty page. */
  const panes = ["map_div", "map_div2"].map((id) => {
    const name = element("span", { className: "name" });
    const national = element("span", { className: "national" });
    const title = element("h2", {}, name, national);
    const root = element("section", { className: "pane" }, title, document.getElementById(id));
    return { root, name, national };
  });
  const search = new halsogap.Search(() => searchable(), find);
  const buttons = new halsogap.Buttons({ zoom, reset, say });
  const legend = new halsogap.Legend(on);
  const table = new halsogap.DataTable(on);
  const message = element("p", { className: "message", role: "alert", hidden: true });
  // The page around the frame says what is shown and where it is from; a map that fills the screen says it itself.
  const source = element("p", { className: "source" });
  const spoken = element("p", { className: "unseen", "aria-live": "polite" });
  const tip = element("div", { className: "tip", hidden: true });
  const mapRow = element("div", { className: "maps" }, search.root, ...panes.map((pane) => pane.root), buttons.root);
  const main = element("main", {}, mapRow, message, legend.root, source, table.root, spoken);
  document.body.replaceChildren(main, tip);

  // A finger lifts without a word: the tooltip goes when the next touch begins, wherever that is.
  document.addEventListener("pointerdown", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.selected && event.target !== search.input) choose(null);
  });

  /** Called once by the constant script: the two maps, and where the geometry and the page's font are. */
  halsogap.start = (maps, { geometry, font }) => {
    useFont(font);
    state.bare = maps;
    maps[0].sync(maps[1]);
    maps[1].sync(maps[0]);
    for (const map of maps) {
      // From the reader's first own move on, the view is theirs: a window that changes size no longer resets it.
      const moved = () => (state.moved = true);
      const listen = (sign, when) =>
        map.getContainer().addEventListener(sign, (event) => when(event) && moved(), { passive: true });
      for (const sign of ["wheel", "dblclick"]) listen(sign, () => true);
      listen("keydown", (event) => event.key !== "Tab");
      listen("touchmove", (event) => event.touches.length > 1);
      map.on("dragstart", moved);
      map.on("zoomend", letThrough);
    }
    // streamlit-folium sets the frame's height again at every paint; only this frame knows how high it is.
    const setFrameHeight = Streamlit.setFrameHeight;
    Streamlit.setFrameHeight = () => setFrameHeight(Math.ceil(main.getBoundingClientRect().height) + 2);
    new ResizeObserver(() => document.fullscreenElement || Streamlit.setFrameHeight()).observe(main);
    new ResizeObserver(resize).observe(mapRow);
    window.parent.addEventListener("resize", resize);
    // The page outlives this frame, and would keep it in memory by this one thread.
    window.addEventListener("pagehide", () => window.parent.removeEventListener("resize", resize));
    document.addEventListener("fullscreenchange", resize);
    resize();
    halsogap.loadGeography(geometry).then(
      (geography) => {
        state.geography = geography;
        state.maps = maps.map((map) => new halsogap.AreaMap(map, on));
        if (state.table) show(state.table);
      },
      (error) => {
        state.failed = error;
        if (state.table) showFailure(error);
      },
    );
  };

  /** Called at every rerun of the page with all that is shown; see `MapTable` in views/map_table.py for the fields. */
  halsogap.paint = (message) => {
    state.table = halsogap.unpack(message);
    document.documentElement.lang = state.table.language;
    if (state.geography) show(state.table);
    else if (state.failed) showFailure(state.failed);
  };

  /* What is at hand is painted at once. What must be fetched comes a moment later, unless something else was asked for
     in the meantime; until then the last picture stands. */
  function show(table) {
    const scene = state.geography.sceneOf(table);
    if (!(scene instanceof Promise)) {
      paintAll(table, scene);
      return;
    }
    scene.then(
      (fetched) => state.table === table && paintAll(table, fetched),
      (error) => state.table === table && showFailure(error),
    );
  }

  function areas() {
    return state.scene.areas;
  }

  function paintAll(shown, scene) {
    if (shown.panes[0].classes.length !== scene.areas.length) {
      showFailure(new Error(`${shown.panes[0].classes.length} values for ${scene.areas.length} areas`));
      return;
    }
    message.hidden = true;
    state.scene = scene;
    const changed = mapRow.dataset.panes !== String(shown.panes.length);
    mapRow.dataset.panes = shown.panes.length;
    panes.forEach((pane, i) => {
      const content = shown.panes[i];
      pane.root.hidden = !content;
      if (!content) return;
      pane.name.textContent = content.title;
      pane.name.style.color = content.colour;
      pane.national.textContent = content.text;
      state.bare[i].getContainer().setAttribute("aria-label", content.label);
      state.bare[i].getContainer().setAttribute("role", "group");
      state.maps[i].paint(content, shown, scene);
    });
    source.textContent = [shown.caption, shown.source].filter(Boolean).join(" ");
    search.speak(shown.words);
    buttons.speak(shown.words);
    legend.paint(shown, areas());
    table.paint(shown, areas());
    select(scene.byCode.get(shown.selected));
    if (state.hovered && !scene.has(state.hovered)) leave();
    // Notes and buttons above the frame come and go with what is shown.
    const top = above();
    if (changed || top !== state.top) resize();
    state.top = top;
    if (state.fitted !== `${scene.key} ${shown.focus}`) {
      state.fitted = `${scene.key} ${shown.focus}`;
      reset();
    }
    state.painted = true;
    main.classList.add("painted");
  }

  function showFailure(error) {
    console.error(error);
    message.textContent = state.table.words.failed;
    message.hidden = false;
  }

  /* The view ------------------------------------------------------------------------------------------------------ */

  function reset() {
    state.moved = false;
    // A hidden map is 0 px wide: fitted to that, it would drag the other along to the closest zoom.
    const county = state.geography.byCode.get(state.table.focus);
    const bounds = county && halsogap.boundsOf(county);
    state.maps.forEach((map, i) => state.bare[i].getContainer().clientWidth && map.scene && map.fit(bounds));
  }

  function zoom(step) {
    state.moved = true;
    const map = state.bare[0];
    map.setZoom(map.getZoom() + step * map.options.zoomDelta);
  }

  /* What the page has above this frame, wherever it has been scrolled to. */
  function above() {
    const page = window.parent.document.querySelector("[data-testid=stMain]");
    return window.frameElement.getBoundingClientRect().top + (page ? page.scrollTop : 0);
  }

  /* Maps as high as the window allows, so that finding, maps and legend are seen together without scrolling. */
  function resize() {
    const narrow = main.clientWidth < NARROW;
    const full = Boolean(document.fullscreenElement);
    const around = mapRow.clientHeight - panes[0].root.querySelector(".leaflet-container").clientHeight;
    const { least, most } = MAP_HEIGHT;
    const height =
      full && narrow ? window.innerHeight
      : full ? window.innerHeight - legend.root.offsetHeight - around - 90
      : narrow ? MAP_HEIGHT.narrow
      : Math.min(Math.max(window.parent.innerHeight - above() - legend.root.offsetHeight - around - BELOW, least), most);
    main.classList.toggle("narrow", narrow);
    main.style.setProperty("--map-height", `${Math.round(height)}px`);
    for (const map of state.bare) {
      if (!map.getContainer().clientWidth) continue;
      map.invalidateSize({ animate: false });
    }
    letThrough();
    if (state.painted && !state.moved) reset();
  }

  /* On a phone, one finger scrolls the page past a map that shows everything, and drags a map that has more to show. */
  function letThrough() {
    for (const map of state.bare) {
      const whole = main.classList.contains("narrow") && L.Browser.mobile && map.getZoom() < map.getMinZoom() + 0.45;
      if (whole) map.dragging.disable();
      else map.dragging.enable();
    }
  }

  /* Pointing and choosing ----------------------------------------------------------------------------------------- */

  function hover(area, event) {
    if (state.hovered !== area) {
      state.hovered = area;
      mark();
      fillTip(area);
    }
    if (event) placeTip(event);
    else tip.hidden = true;
  }

  function leave() {
    state.hovered = null;
    tip.hidden = true;
    mark();
  }

  function mark() {
    for (const map of state.maps) map.hover(state.hovered);
    legend.mark(state.hovered, state.selected);
  }

  function select(area) {
    state.selected = area || null;
    for (const map of state.maps) map.select(state.selected);
    table.mark(state.selected);
    mark();
  }

  /* Pointing at the chosen area again lets it go. */
  function pick(area) {
    choose(area === state.selected ? null : area);
  }

  function choose(area) {
    // Outlined at once; the page's answer comes a moment later and says the same.
    select(area);
    if (area) say(describe(area));
    Streamlit.setComponentValue({ code: area ? area.code : null, n: Date.now() });
  }

  /* The search knows what is on the map, and the other levels too: a name from those shows where it is. */
  function searchable() {
    if (!state.scene) return [];
    const { kommun, lan } = state.geography.levels;
    return [...areas(), ...[kommun, lan].filter((others) => others !== areas()).flat()];
  }

  function find(area) {
    const level = state.table.level;
    if (state.scene.has(area)) choose(area);
    else if (level === "lan") choose(state.geography.byCode.get(area.parent));
    // From small areas to a municipality or a county is another view: the page goes there.
    else if (level !== "kommun") Streamlit.setComponentValue({ code: area.code, n: Date.now() });
    if (level === "kommun" && !state.scene.has(area)) {
      state.moved = true;
      state.maps[0].fit(halsogap.boundsOf(area));
    } else if (state.scene.has(area) || level === "lan") {
      const centre = halsogap.boundsOf(area).getCenter();
      if (!state.bare[0].getBounds().contains(centre)) state.bare[0].panTo(centre, { animate: false });
    }
  }

  /* What is said -------------------------------------------------------------------------------------------------- */

  function describe(area) {
    const i = area.index;
    const values = state.table.panes.map((pane) => {
      const value = halsogap.valueWithUnit(pane, i, state.table);
      return [pane.title, value, halsogap.rankText(pane, i, state.table), pane.text].filter(Boolean).join(", ");
    });
    return [area.name, area.county, ...values].filter(Boolean).join(". ");
  }

  function say(text) {
    spoken.textContent = text;
  }

  function fillTip(area) {
    const lines = state.table.panes.map((pane) => {
      const title = element("th", { scope: "row" }, pane.title);
      title.style.color = pane.colour;
      const value = element("td", {}, element("b", {}, halsogap.valueWithUnit(pane, area.index, state.table)));
      return [
        element("tr", {}, title, value, element("td", {}, halsogap.rankText(pane, area.index, state.table))),
        element("tr", { className: "national" }, element("td"), element("td", { colSpan: 2 }, pane.text)),
      ];
    });
    const unit = state.table.sign ? "" : state.table.unit;
    tip.replaceChildren(
      element("strong", {}, area.name),
      element("span", { className: "county" }, [area.county, unit].filter(Boolean).join(" \u00b7 ")),
      element("table", {}, ...lines.flat()),
    );
  }

  /* Beside the pointer, turned to the side where there is room. */
  function placeTip(event) {
    tip.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = tip;
    const right = event.clientX + 16 + width < window.innerWidth;
    const below = event.clientY + 14 + height < window.innerHeight;
    tip.style.left = `${Math.max(2, right ? event.clientX + 16 : event.clientX - width - 12)}px`;
    tip.style.top = `${Math.max(2, below ? event.clientY + 14 : event.clientY - height - 10)}px`;
  }

  /* The page's own Source Sans, which comes with Streamlit. Without it the system's sans serif does. */
  function useFont(url) {
    if (!url) return;
    const font = new FontFace("Source Sans", `url(${url})`, { weight: "200 900" });
    font.load().then(
      () => {
        document.fonts.add(font);
        legend.draw();
      },
      (error) => console.warn("Source Sans is not there; the system's font is used.", error),
    );
  }
})();
