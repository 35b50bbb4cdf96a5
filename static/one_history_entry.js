/* Opening a page is one entry in the browser's history. Streamlit makes one for the page, and another when the page
   completes its address; Back would lead to the first of them, which completes itself again. So what is written until
   the reader has done something on the page replaces the page's entry. */
"use strict";
if (!window.halsogapOneHistoryEntry) {
  window.halsogapOneHistoryEntry = true;
  let opening = true;
  const act = () => { opening = false; };
  for (const kind of ["pointerdown", "keydown", "click", "input"]) window.addEventListener(kind, act, { capture: true });
  // What is done in the map's frame is not heard here, but that the frame takes the focus is.
  window.addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement instanceof HTMLIFrameElement) act();
  }));
  const push = history.pushState;
  history.pushState = function (state, unused, url) {
    const before = location.pathname;
    if (opening) history.replaceState(state, unused, url);
    else push.call(history, state, unused, url);
    if (location.pathname !== before) opening = true;
  };
}
