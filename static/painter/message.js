/* The message from Python: unpacked, and said in words and numbers of the page's language. */
"use strict";
(() => {
  const halsogap = (window.halsogap = window.halsogap || {});

  /* Values and ranks come packed, see views/map_table.py: base 88, equal width, counted from 1, 0 for none. */
  const VISIBLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
  const DIGITS = VISIBLE.filter((sign) => !'"\\<{}_'.includes(sign));
  const DIGIT = Object.fromEntries(DIGITS.map((sign, i) => [sign, i]));

  halsogap.unpack = (message) => {
    const scale = 10 ** message.decimals;
    for (const pane of message.panes) {
      const count = pane.classes.length;
      const numbers = (packed, lowest) => {
        const width = packed.length / count;
        return Array.from({ length: count }, (_, i) => {
          let counted = 0;
          for (let k = i * width; k < (i + 1) * width; k += 1) counted = counted * DIGITS.length + DIGIT[packed[k]];
          return counted ? counted + lowest - 1 : null;
        });
      };
      pane.values = numbers(pane.values, pane.lowest).map((steps) => (steps === null ? null : steps / scale));
      pane.ranks = numbers(pane.ranks, 1);
      pane.ranked = pane.ranks.filter(Boolean).length;
    }
    message.marked = message.marked.length ? new Set(message.marked) : null;
    return message;
  };

  /** Whether an area stands out: among those marked, or, where none is, in the county in focus. */
  halsogap.standsOut = ({ code, parent }, { focus, marked }) =>
    marked ? marked.has(code) : !focus || focus === code || focus === parent;

  /** A number as the page's language writes it, like `Words.number` in Python: narrow space, comma, true minus. */
  halsogap.number = (value, { decimals, signed, language }) => {
    const swedish = language === "sv";
    const shown = Math.abs(value).toFixed(decimals);
    const zero = Number(shown) === 0;
    const [whole, part] = shown.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, swedish ? "\u202f" : ",");
    const sign = zero ? "" : value < 0 ? "\u2212" : signed ? "+" : "";
    return sign + grouped + (part ? (swedish ? "," : ".") + part : "");
  };

  /** An area's value, or the word for why there is none. */
  halsogap.valueText = (pane, i, shown) => {
    const special = halsogap.specialOf(pane.classes[i]);
    return special ? shown.words[special] : halsogap.number(pane.values[i], shown);
  };

  /** The same with the unit's sign after a number: "87,1 %". */
  halsogap.valueWithUnit = (pane, i, shown) =>
    halsogap.valueText(pane, i, shown) + (halsogap.specialOf(pane.classes[i]) ? "" : shown.sign);

  /** "plats 15 av 289", or nothing where there is no rank. */
  halsogap.rankText = (pane, i, shown) =>
    pane.ranks[i] ? shown.words.rank.replace("{rank}", pane.ranks[i]).replace("{of}", pane.ranked) : "";

  /** A new element with its properties, attributes (aria…, role, …) and children; text is always text, never HTML. */
  halsogap.element = (tag, properties = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
})();
