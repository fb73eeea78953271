/**
 * The page's script: filters rows and columns, moves in the matrix by arrow keys, tells about a cell. Everything is in
 * the page already and can be read without it. Only `textContent` is written, so that no name becomes markup.
 */
export const SCRIPT = String.raw`
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const table = $("matrix");
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("section"));
  const sections = [...table.tBodies[0].rows].filter((row) => row.classList.contains("section"));
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const known = rows.map((row) => ({
    row,
    cells: [...row.cells].slice(1),
    head: (row.dataset.kind + " " + row.dataset.schema).toLowerCase(),
    names: [...row.querySelectorAll(".n")].map((element) => ({ element, text: element.textContent.toLowerCase() })),
    count: row.querySelector(".count"),
    some: row.querySelector(".some"),
  }));
  const fields = ["text", "role", "kind", "schema", "privilege"].map($);

  function filter() {
    const [text, role, kind, schema, privilege] = fields.map((field) => field.value);
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const bit = privilege === "" ? 0 : Number(privilege);
    const only = role === "" ? -1 : Number(role);
    heads.forEach((head, at) => { head.hidden = only !== -1 && only !== at; });
    let shown = 0;
    for (const { row, cells, head, names, count, some } of known) {
      let found = 0;
      for (const { element, text: name } of names) {
        const fits = words.every((word) => name.includes(word) || head.includes(word));
        if (names.length > 1) element.hidden = !fits;
        if (fits) found++;
      }
      if (count) count.textContent = found === names.length ? String(names.length) : found + " of " + names.length;
      if (some) some.hidden = found !== names.length;
      let any = bit === 0 && only === -1;
      cells.forEach((cell, at) => {
        cell.hidden = only !== -1 && only !== at;
        const held = Number(cell.dataset.p || 0);
        const fits = bit === 0 ? cell.dataset.c !== undefined : (held & bit) !== 0;
        cell.classList.toggle("dim", bit !== 0 && !fits);
        if (fits && !cell.hidden) any = true;
      });
      row.hidden = found === 0 || !any || (kind !== "" && row.dataset.kind !== kind) || (schema !== "" && row.dataset.schema !== schema);
      if (!row.hidden) shown += found;
    }
    for (const section of sections) {
      let next = section.nextElementSibling;
      let any = false;
      while (next && !next.classList.contains("section")) { any ||= !next.hidden; next = next.nextElementSibling; }
      section.hidden = !any;
    }
    $("count").textContent = shown === 1 ? "1 object." : shown + " objects.";
    $("empty").hidden = shown !== 0;
    roam();
  }

  const buttons = () => [...table.querySelectorAll("tbody button")].filter((button) => button.offsetParent !== null);

  /** One cell of the matrix is in the order of the Tab key; the arrow keys go to the others. */
  function roam(to) {
    const before = table.querySelector("tbody button[tabindex='0']");
    const target = to || (before && before.offsetParent !== null ? before : buttons()[0]);
    if (before && before !== target) before.tabIndex = -1;
    if (target) target.tabIndex = 0;
    if (to) { to.focus({ preventScroll: true }); to.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  }

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest("td");
    if (!step || !cell) return;
    event.preventDefault();
    const lines = rows.filter((row) => !row.hidden);
    let row = lines.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    for (;;) {
      row += step[0];
      column += step[1];
      const next = lines[row] && lines[row].cells[column];
      if (!next || column < 1) return;
      const button = next.hidden ? null : next.querySelector("button");
      if (button) return roam(button);
    }
  });

  const dialog = $("why");
  table.addEventListener("click", (event) => {
    const button = event.target.closest("td button");
    if (!button) return;
    roam(button);
    const cell = button.closest("td");
    const row = cell.parentElement;
    $("who").textContent = heads[cell.cellIndex - 1].dataset.name;
    $("what").textContent = row.dataset.label;
    const list = $("ways");
    list.replaceChildren();
    for (const [title, lines] of data.cells[Number(cell.dataset.c)]) {
      const term = document.createElement("dt");
      term.textContent = title;
      list.append(term);
      for (const line of lines) {
        const way = document.createElement("dd");
        way.textContent = line;
        list.append(way);
      }
    }
    dialog.showModal();
  });
  $("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  for (const field of fields) field.addEventListener("input", filter);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(filter));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || dialog.open) return;
    event.preventDefault();
    $("text").focus();
  });
  $("filters").hidden = false;
  filter();
})();
`;
