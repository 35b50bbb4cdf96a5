/* Opening a page is one entry in the browser's history. Streamlit makes one for the page and another when the page
   completes its address, in either order: Back would lead to the first of them, which completes itself again, or to the
   page before with parameters that are not its own. So an entry replaces the one before
   - until the reader has done something on the page that was opened, and
   - where it is another page, if what the reader did has made an entry already. */
"use strict";
if (!window.halsogapOneHistoryEntry) {
  window.halsogapOneHistoryEntry = true;
  let opening = true, entered = false;
  const act = () => { opening = entered = false; };
  for (const kind of ["pointerdown", "keydown", "click", "input"]) window.addEventListener(kind, act, { capture: true });
  // What is done in the map's frame is not heard here, but that the frame takes the focus is.
  window.addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement instanceof HTMLIFrameElement) act();
  }));
  const push = history.pushState;
  history.pushState = function (state, unused, url) {
    const other = new URL(url ?? "", location.href).pathname !== location.pathname;
    if (opening || (entered && other)) history.replaceState(state, unused, url);
    else push.call(history, state, unused, url);
    entered = true;
    if (other) opening = true;
  };
}
