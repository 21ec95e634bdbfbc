"use strict";
// Highlighting, sorting, filtering and the keyboard. All else works without this script.
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  // A field and its place on the page light up together.
  let lit = [];
  const light = (element) => {
    lit.forEach((one) => one.classList.remove("lit"));
    lit = [];
    const thing = element && element.closest("[data-thing]");
    const article = thing && thing.closest("article");
    if (!article) return;
    for (const name of thing.dataset.thing.split(" ")) {
      lit.push(...all(`[data-thing~="${CSS.escape(name)}"]`, article));
    }
    lit.forEach((one) => one.classList.add("lit"));
    if (thing.closest(".record")) show(lit.find((one) => one.closest(".pages")));
  };
  const show = (place) => {
    const pane = place && place.closest(".pages");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const seen = pane.getBoundingClientRect(), at = place.getBoundingClientRect();
    if (at.top >= seen.top && at.bottom <= seen.bottom) return;
    const middle = at.top - seen.top - Math.max(16, (seen.height - at.height) / 2);
    pane.scrollTop += middle;
  };
  document.addEventListener("pointerover", (event) => light(event.target));
  document.addEventListener("focusin", (event) => light(event.target));
  document.documentElement.addEventListener("pointerleave", () => light(document.activeElement));

  // Tables that sort, and filter.
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const sort = (table, column, header) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    all("th[aria-sort]", table).forEach((one) => one.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => row.cells[column].dataset.value;
    const compare = (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === "" || y === "") return (x === "") - (y === "");  // what is missing comes last
      const order = header.dataset.sort === "number" ? x - y : x.localeCompare(y, "fr", { numeric: true });
      return down ? -order : order;
    };
    table.tBodies[0].append(...Array.from(table.tBodies[0].rows).sort(compare));
  };
  all("table.sheets").forEach((table) => {
    all("thead th", table).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, column, header));
      header.append(button);
    });
    table.classList.add("sortable");
    const controls = table.closest("section").querySelector(".controls");
    const [words, status] = [controls.querySelector("input"), controls.querySelector("select")];
    const filter = () => {
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const named = plain(row.cells[0].textContent).includes(plain(words.value.trim()));
        row.hidden = !(named && (!status.value || row.dataset.status === status.value));
        shown += !row.hidden;
      }
      const total = table.tBodies[0].rows.length;
      controls.querySelector("[role=status]").textContent = `${shown} sur ${total}`;
    };
    words.addEventListener("input", filter);
    status.addEventListener("change", filter);
    controls.hidden = false;
    filter();
  });

  // The keyboard: single keys, which can be turned off.
  const keys = document.querySelector(".keys");
  const enabled = keys.querySelector("input");
  const store = (value) => {
    try {
      if (value !== undefined) localStorage.setItem("crte-extract-keys", value);
      return localStorage.getItem("crte-extract-keys");
    } catch { return null; }
  };
  enabled.checked = store() !== "off";
  enabled.addEventListener("change", () => store(enabled.checked ? "on" : "off"));
  keys.hidden = false;

  const go = (element) => {
    element.tabIndex = -1;
    element.scrollIntoView({ block: element.matches("article") ? "start" : "center" });
    element.focus({ preventScroll: true });
    history.replaceState(null, "", `#${element.id}`);
  };
  // Where the reader is: what has the focus, else what the address names, else what is on the screen.
  const here = () => {
    const focused = document.activeElement;
    if (focused && focused !== document.body && focused.closest("article")) return focused;
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named && named.closest("article")) return named;
    return all("article").filter((one) => one.getBoundingClientRect().top < innerHeight / 2).pop() || document.body;
  };
  const follow = (selector, within) => {
    const link = (within || document).querySelector(selector);
    if (!link) return;
    const target = link.hash && link.pathname === location.pathname && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) go(target); else link.click();
  };
  const nextWarning = () => {
    const from = here();
    const after = all(".warning:not(.note)[id], .unknown[id]").find((one) =>
      one !== from && !one.contains(from) && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (after) go(after); else follow("a.onward", from.closest("article"));
  };
  const actions = {
    s: () => follow("a[rel~=next]", here().closest("article")),
    p: () => follow("a[rel~=prev]", here().closest("article")),
    v: () => follow("a.overview", here().closest("article")),
    a: nextWarning,
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input:not([type=checkbox]), select, textarea");
    if (!enabled.checked || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const action = actions[event.key.toLowerCase()];
    if (action) { event.preventDefault(); action(); }
  });
})();
