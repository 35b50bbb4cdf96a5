/* A link with data-keep-session opens another of our pages within the session, as Streamlit's own links do: a plain link
   would load the app anew, and what the session keeps in memory (targets, own data) would be gone. Streamlit goes where
   the address says when it hears that the history has moved. */
"use strict";
if (!window.halsogapKeepsSession) {
  window.halsogapKeepsSession = true;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-keep-session]") : null;
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
  });
}
