/*
 * Drawing one's own areas: one map with the municipalities' borders, and Leaflet.draw on it.
 *
 * What goes to Python is {areas, n} whenever something has been drawn, moved or taken away: GeoJSON in SWEREF 99 TM, in
 * the order of drawing, which is also the number that each area carries on the map. What comes from Python is the
 * municipality to show, and the files with its small areas, whose borders are there to draw along.
 */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});
  const HEIGHT = 520;
  const STYLE = { color: "#0f5c63", weight: 2.5, fillColor: "#0f5c63", fillOpacity: 0.18 };
  const state = { shown: null };
  halsogap.drawing = state; // What is shown, for the browser tests and the curious; nothing reads it back.

  const speak = (words) => {
    const { draw, edit } = L.drawLocal;
    Object.assign(draw.toolbar.actions, { title: words.cancel, text: words.cancel });
    Object.assign(draw.toolbar.finish, { title: words.finish, text: words.finish });
    Object.assign(draw.toolbar.undo, { title: words.undo, text: words.undo });
    Object.assign(draw.toolbar.buttons, { polygon: words.polygon, rectangle: words.rectangle });
    Object.assign(draw.handlers.polygon.tooltip, { start: words.start, cont: words.cont, end: words.end });
    draw.handlers.polyline.error = words.crossing;
    draw.handlers.rectangle.tooltip.start = words.drag;
    draw.handlers.simpleshape.tooltip.end = words.release;
    Object.assign(edit.toolbar.actions.save, { title: words.save, text: words.save });
    Object.assign(edit.toolbar.actions.cancel, { title: words.cancel, text: words.cancel });
    Object.assign(edit.toolbar.actions.clearAll, { title: words.clear, text: words.clear });
    const buttons = { edit: words.edit, editDisabled: words.edit, remove: words.remove, removeDisabled: words.remove };
    Object.assign(edit.toolbar.buttons, buttons);
    Object.assign(edit.handlers.edit.tooltip, { text: words.editing, subtext: "" });
    edit.handlers.remove.tooltip.text = words.removing;
  };

  /** Called once by the constant script. */
  halsogap.startDrawing = (map, { geometry, words }) => {
    speak(words);
    document.getElementById("map_div2").remove();
    const root = document.getElementById("map_div");
    document.documentElement.style.setProperty("--map-height", `${HEIGHT}px`);
    document.body.replaceChildren(root);
    root.setAttribute("aria-label", words.label);
    root.setAttribute("role", "group");
    const setFrameHeight = Streamlit.setFrameHeight;
    Streamlit.setFrameHeight = () => setFrameHeight(HEIGHT + 2);
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(root);
    map.setMaxZoom(11);
    L.control.zoom({ position: "bottomright", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);

    const drawn = L.featureGroup().addTo(map);
    Object.assign(state, { map, drawn, canvas: L.canvas({ padding: 0.5 }), borders: L.layerGroup().addTo(map) });
    // Leaflet.draw's own measuring is made for degrees, and these are metres.
    const shape = { shapeOptions: STYLE, showArea: false, metric: true };
    map.addControl(
      new L.Control.Draw({
        position: "topleft",
        draw: {
          polygon: { ...shape, allowIntersection: false, drawError: { color: "#b3261e", timeout: 2500 } },
          rectangle: shape,
          polyline: false, circle: false, marker: false, circlemarker: false,
        },
        edit: { featureGroup: drawn, poly: { allowIntersection: false } },
      }),
    );
    map.on(L.Draw.Event.CREATED, ({ layer }) => {
      drawn.addLayer(layer);
      tell();
    });
    map.on(`${L.Draw.Event.EDITED} ${L.Draw.Event.DELETED}`, tell);

    halsogap.loadGeography(geometry).then((found) => {
      state.geography = found;
      const { lines } = found.scenes.get("kommun");
      const still = (line, style) => L.geoJSON(line, { interactive: false, renderer: state.canvas, style }).addTo(map);
      const kommuner = { type: "FeatureCollection", features: found.levels.kommun.map((area) => area.feature) };
      still(kommuner, { color: "#9aa5aa", weight: 0.8, fillColor: "#f6f7f7", fillOpacity: 1 });
      for (const line of lines.borders) still(line, { color: "#4d5b62", weight: 1, fill: false });
      map.fitBounds(found.scenes.get("kommun").bounds, { animate: false });
      document.body.classList.add("painted");
      if (state.asked) halsogap.showForDrawing(state.asked);
    });
    Streamlit.setFrameHeight();
  };

  function tell() {
    let number = 0;
    state.drawn.eachLayer((layer) => {
      number += 1;
      layer.unbindTooltip();
      layer.bindTooltip(String(number), { permanent: true, direction: "center", className: "number" });
    });
    // A decimetre is finer than any hand.
    Streamlit.setComponentValue({ areas: state.drawn.toGeoJSON(1), n: Date.now() });
  }

  /** Called at every rerun: the municipality to show (or none), and the files with its small areas. */
  halsogap.showForDrawing = (asked) => {
    state.asked = asked;
    const key = JSON.stringify(asked);
    if (!state.geography || state.shown === key) return;
    state.shown = key;
    state.borders.clearLayers();
    const place = state.geography.byCode.get(asked.focus);
    const bounds = place ? halsogap.boundsOf(place) : state.geography.scenes.get("kommun").bounds;
    state.map.fitBounds(bounds, { padding: [12, 12], animate: false });
    for (const url of place ? asked.files : []) {
      state.geography.fetched(url).then((topology) => {
        if (state.shown !== key) return;
        const mesh = topojson.mesh(topology, topology.objects[asked.level], (a, b) => a !== b);
        const style = { color: "#7b878c", weight: 0.7, dashArray: "3 3", fill: false };
        L.geoJSON(mesh, { interactive: false, renderer: state.canvas, style }).addTo(state.borders);
      }, (error) => console.warn("The small areas' borders could not be fetched.", error));
    }
  };
})();
