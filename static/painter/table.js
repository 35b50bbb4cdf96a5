/* The same values as a table: the map's text alternative, sortable, one row an area. */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});
  const { element } = halsogap;
  // Swedish names sort in Swedish order on either language's page: å, ä, ö after z.
  const inSwedish = new Intl.Collator("sv").compare;

  halsogap.DataTable = class {
    constructor(on) {
      this.on = on;
      this.order = { column: 0, down: false };
      this.summary = element("summary");
      this.caption = element("caption");
      this.head = element("thead");
      this.body = element("tbody");
      this.scroll = element(
        "div",
        { className: "scroll", tabIndex: 0, role: "region" },
        element("table", {}, this.caption, this.head, this.body),
      );
      this.root = element("details", { className: "table" }, this.summary, this.scroll);
      this.root.addEventListener("toggle", () => this.draw());
    }

    paint(table, areas) {
      this.table = table;
      this.areas = areas;
      this.summary.textContent = table.words.table;
      this.scroll.setAttribute("aria-label", table.words.table);
      this.columns = this.columnsOf(table);
      if (this.order.column >= this.columns.length) this.order = { column: 0, down: false };
      this.draw();
    }

    /* A column is {title, sort(index), show(index) → node or text}. Areas without a value sort last either way. */
    columnsOf(table) {
      const { words } = table;
      const name = { title: words.area, name: true, sort: (i) => this.areas[i].name };
      const within = table.small ? words.municipality : words.county;
      const county = { title: within, sort: (i) => this.areas[i].county, show: (i) => this.areas[i].county };
      const perPane = table.panes.flatMap((pane) => {
        const many = table.panes.length > 1;
        const of = (word) => (many ? `${pane.title}, ${word}` : word);
        return [
          {
            title: many ? pane.title : of(words.value),
            number: true,
            sort: (i) => pane.values[i],
            show: (i) => halsogap.valueText(pane, i, table),
          },
          { title: of(words.place), number: true, sort: (i) => pane.ranks[i], show: (i) => pane.ranks[i] ?? "" },
          {
            title: of(words.class),
            sort: (i) => (halsogap.specialOf(pane.classes[i]) ? null : parseInt(pane.classes[i], 36)),
            show: (i) => this.classOf(pane, i, table),
          },
        ];
      });
      const several = new Set(this.areas.map((area) => area.county)).size > 1;
      return several ? [name, county, ...perPane] : [name, ...perPane];
    }

    classOf(pane, i, table) {
      const letter = pane.classes[i];
      const swatch = element("i", { className: "swatch" });
      swatch.style.background = halsogap.backgroundOf(letter, table.colours);
      return element("span", {}, swatch, halsogap.specialOf(letter) ? "" : table.labels[parseInt(letter, 36)]);
    }

    draw() {
      // A closed table costs nothing: it is filled when it is opened.
      if (!this.table || !this.root.open) return;
      this.caption.textContent = [this.table.caption, this.table.source].filter(Boolean).join(" ");
      this.head.replaceChildren(element("tr", {}, ...this.columns.map((column, i) => this.heading(column, i))));
      this.body.replaceChildren(...this.sorted().map((i) => this.row(i)));
      this.mark(this.selected);
    }

    heading(column, i) {
      const sorted = this.order.column === i;
      const button = element("button", { type: "button" }, column.title);
      button.title = this.table.words.sort_by.replace("{column}", column.title.toLowerCase());
      button.addEventListener("click", () => {
        this.order = { column: i, down: sorted && !this.order.down };
        this.draw();
        this.head.querySelectorAll("button")[i].focus();
      });
      const direction = this.order.down ? "descending" : "ascending";
      const heading = element("th", { scope: "col", className: column.number ? "number" : "" }, button);
      heading.setAttribute("aria-sort", sorted ? direction : "none");
      return heading;
    }

    sorted() {
      const { sort } = this.columns[this.order.column];
      const key = this.areas.map((_, i) => sort(i));
      const turn = this.order.down ? -1 : 1;
      const compare = (a, b) => (typeof a === "string" ? inSwedish(a, b) : a - b);
      const none = (value) => value === null || value === undefined;
      const { marked } = this.table;
      const last = (i) => Number(Boolean(marked) && !marked.has(this.areas[i].code));
      return this.areas
        .map((_, i) => i)
        .sort((a, b) =>
          last(a) - last(b) ||
          (none(key[a]) || none(key[b]) ? none(key[a]) - none(key[b]) : turn * compare(key[a], key[b]) || a - b));
    }

    row(i) {
      const area = this.areas[i];
      const cells = this.columns.map((column) => {
        if (!column.name) return element("td", { className: column.number ? "number" : "" }, column.show(i));
        return element("th", { scope: "row" }, element("button", { type: "button" }, area.name));
      });
      const row = element("tr", {}, ...cells);
      row.dataset.code = area.code;
      row.classList.toggle("marked", Boolean(this.table.marked?.has(area.code)));
      row.addEventListener("click", () => this.on.pick(area));
      row.addEventListener("mouseenter", () => this.on.hover(area));
      row.addEventListener("mouseleave", () => this.on.leave());
      return row;
    }

    mark(selected) {
      this.selected = selected;
      for (const row of this.body.rows) {
        const chosen = Boolean(selected) && row.dataset.code === selected.code;
        row.classList.toggle("selected", chosen);
        row.querySelector("button").setAttribute("aria-pressed", String(chosen));
      }
    }
  };
})();
