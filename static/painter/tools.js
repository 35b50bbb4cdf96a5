/* What the reader does beside pointing: search by name, zoom, see the whole, copy the link, fill the screen. */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});
  const { element } = halsogap;

  const MOST = 8;
  /** A name as people type it: no case, no dots and rings, without "kommun" or "län" behind it. */
  const folded = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+(kommun|lan)$/, "");

  /** Areas whose name begins with what is typed, then those where a later word does, then those that contain it. */
  const matches = (areas, typed) => {
    const wanted = folded(typed);
    if (!wanted) return [];
    const found = [[], [], []];
    for (const area of areas) {
      const name = folded(area.name);
      const place = name.indexOf(wanted);
      if (place === 0) found[0].push(area);
      else if (place > 0) found[/[\s-]/.test(name[place - 1]) ? 1 : 2].push(area);
    }
    return found.flat().slice(0, MOST);
  };

  /** A combobox over `areas()`; `choose(area)` when one is taken by Enter or click. */
  halsogap.Search = class {
    constructor(areas, choose) {
      this.areas = areas;
      this.choose = choose;
      this.input = element("input", { type: "text", role: "combobox", autocomplete: "off", spellcheck: false });
      this.list = element("ul", { role: "listbox", id: "found", hidden: true });
      this.root = element("div", { className: "search" }, this.input, this.list);
      this.input.setAttribute("aria-controls", "found");
      this.input.setAttribute("aria-autocomplete", "list");
      this.input.addEventListener("input", () => this.show());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      this.close();
    }

    speak(words) {
      this.words = words;
      this.input.placeholder = words.search;
      this.input.setAttribute("aria-label", words.search);
      this.list.setAttribute("aria-label", words.search);
    }

    show() {
      this.found = matches(this.areas(), this.input.value);
      const options = this.found.map((area, i) => {
        const option = element("li", { role: "option", id: `found-${i}` }, area.name);
        if (area.county) option.append(element("small", {}, area.county));
        // Pressed, not clicked: a click comes after the input has lost its focus and the list is closed.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.take(area);
        });
        return option;
      });
      if (!options.length && this.input.value.trim()) {
        const none = { className: "none", role: "option", "aria-disabled": "true" };
        options.push(element("li", none, this.words.search_none));
      }
      this.list.replaceChildren(...options);
      this.list.hidden = !options.length;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      this.point(this.found.length ? 0 : -1);
    }

    point(i) {
      this.pointed = i;
      [...this.list.children].forEach((option, j) => option.setAttribute("aria-selected", String(i === j)));
      if (i >= 0) this.input.setAttribute("aria-activedescendant", `found-${i}`);
      else this.input.removeAttribute("aria-activedescendant");
    }

    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.found.length) {
        event.preventDefault();
        this.point((this.pointed + step + this.found.length) % this.found.length);
      } else if (event.key === "Enter" && this.found[this.pointed]) {
        event.preventDefault();
        this.take(this.found[this.pointed]);
      } else if (event.key === "Escape") {
        this.input.value = "";
        this.close();
      }
    }

    take(area) {
      this.input.value = "";
      this.close();
      this.choose(area);
    }

    close() {
      this.found = [];
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard for pages without https, as on an office server: the old way still works there.
      const field = element("textarea", { value: text, className: "unseen" });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };

  /** The buttons in the corner of the map. `on` has `zoom(step)`, `reset()` and `say(text)`. */
  halsogap.Buttons = class {
    constructor(on) {
      this.on = on;
      const button = (action) => {
        const made = element("button", { type: "button" });
        made.addEventListener("click", action);
        return made;
      };
      this.nearer = button(() => on.zoom(1));
      this.farther = button(() => on.zoom(-1));
      this.whole = button(() => on.reset());
      this.link = button(() => this.copyLink());
      this.screen = button(() => this.fillScreen());
      this.screen.hidden = !document.fullscreenEnabled;
      const zoom = element("div", { className: "zoom" }, this.nearer, this.farther);
      this.root = element("div", { className: "buttons" }, zoom, this.whole, this.link, this.screen);
      document.addEventListener("fullscreenchange", () => this.speak(this.words));
    }

    speak(words) {
      this.words = words;
      this.nearer.textContent = "+";
      this.farther.textContent = "\u2212";
      this.nearer.setAttribute("aria-label", words.zoom_in);
      this.farther.setAttribute("aria-label", words.zoom_out);
      this.whole.textContent = words.reset;
      this.link.textContent = words.copy_link;
      this.screen.textContent = document.fullscreenElement ? words.exit_fullscreen : words.fullscreen;
    }

    async copyLink() {
      // The view is in the page's address; this frame's own address means nothing to anyone.
      await copy(window.parent.location.href);
      this.link.textContent = this.words.copied;
      this.on.say(this.words.copied);
      setTimeout(() => this.speak(this.words), 2500);
    }

    fillScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    }
  };
})();
