/**
 * Filters the findings of the page. Everything is in the page already and can be read without it, and nothing is written
 * but counts. Where there are very many, it works through them in pieces, so that the page answers meanwhile.
 */
export const FINDINGS_SCRIPT = String.raw`
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("f-form");
  if (!form) return;
  const rules = [...document.querySelectorAll("#findings details.rule")].map((rule) => ({
    rule,
    about: rule.querySelector("summary").textContent.toLowerCase(),
    count: rule.querySelector(".n-of"),
    items: [...rule.querySelectorAll("li")].map((item) => ({ item, text: item.textContent.toLowerCase() })),
  }));
  const fields = ["f-text", "f-severity", "f-topic"].map($);
  let running = 0;

  async function filter() {
    const mine = ++running;
    const [text, severity, topic] = fields.map((field) => field.value);
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    let since = performance.now();
    for (const { rule, about, count, items } of rules) {
      const fits = (severity === "" || rule.dataset.severity === severity) && (topic === "" || rule.dataset.topic === topic);
      let found = 0;
      if (fits) for (const { item, text: said } of items) {
        const hit = words.every((word) => said.includes(word) || about.includes(word));
        if (item.hidden === hit) item.hidden = !hit;
        if (hit) found++;
        if (performance.now() - since > 40) {
          await new Promise((done) => setTimeout(done));
          if (mine !== running) return;
          since = performance.now();
        }
      }
      rule.hidden = found === 0;
      count.textContent = found === items.length ? String(items.length) : found + " of " + items.length;
      shown += found;
    }
    $("f-count").textContent = shown === 1 ? "1 finding." : shown + " findings.";
    $("f-empty").hidden = shown !== 0;
  }

  let waiting;
  for (const field of fields) field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 60); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.hidden = false;
  filter();
})();
`;
