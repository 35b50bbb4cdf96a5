/* Lets a reader sort a table by a click on a heading: cells carry their number in data-value, and what has none sorts
   last either way. What was chosen last holds for the next picture of the table. */
"use strict";
(() => {
  // Swedish names sort in Swedish order on either language's page: å, ä, ö after z.
  const inSwedish = new Intl.Collator("sv").compare;
  const chosen = (window.halsogapSort ??= { column: null, down: false });

  const sort = (table) => {
    const headings = [...table.tHead.rows[0].cells];
    if (chosen.column === null || chosen.column >= headings.length) return;
    headings.forEach((heading, i) => {
      if (i === chosen.column) heading.setAttribute("aria-sort", chosen.down ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    const valueOf = (row) => row.cells[chosen.column].dataset.value;
    const rows = [...table.tBodies[0].rows].sort((a, b) => {
      const [first, second] = [valueOf(a), valueOf(b)];
      if (first === undefined || second === undefined) return (first === undefined) - (second === undefined);
      const order = chosen.column === 0 ? inSwedish(first, second) : first - second;
      return chosen.down ? -order : order;
    });
    table.tBodies[0].append(...rows);
  };

  for (const table of document.querySelectorAll(".hg-sortable:not([data-ready])")) {
    table.dataset.ready = "";
    [...table.tHead.rows[0].cells].forEach((heading, i) =>
      heading.firstElementChild.addEventListener("click", () => {
        chosen.down = chosen.column === i && !chosen.down;
        chosen.column = i;
        sort(table);
      }),
    );
    sort(table);
  }
})();
