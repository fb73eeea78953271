import type { Browser } from "./chromium";

/** What the visible text of a page is like against what lies behind it. */
export interface Contrast {
  /** How many texts were looked at. */
  readonly texts: number;
  /** Those below 4.5:1, and large ones below 3:1 (WCAG 2.2, 1.4.3), each kind once: where, the ratio, and a piece of the text. */
  readonly low: readonly string[];
}

/** Measures all text that is visible in the page as it stands, that of fields and their placeholders included. */
export function contrastOf(browser: Browser): Promise<Contrast> {
  return browser.evaluate<Contrast>(`(() => {${MEASURE}})()`);
}

/** Runs in the page. Colours are lists of red, green, blue and alpha. */
const MEASURE = String.raw`
  const colorsIn = (text) => [...text.matchAll(/rgba?\(([^)]*)\)/g)].map(([, inner]) => {
    const [red, green, blue, alpha = 1] = inner.split(/[ ,\/]+/).map(Number);
    return [red, green, blue, alpha];
  });
  const over = (upper, lower, opacity) =>
    lower.map((part, at) => (at === 3 ? 1 : upper[at] * upper[3] * opacity + part * (1 - upper[3] * opacity)));
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [least, most] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (most + 0.05) / (least + 0.05);
  };
  // From the root to the element. A dialog lies on the page, and not on its parents.
  const lineOf = (element) => {
    const line = [];
    for (let at = element; at !== null; at = at.parentElement) line.unshift(at);
    const top = line.findLastIndex((one) => one.localName === "dialog");
    return top < 0 ? line : [document.documentElement, document.body, ...line.slice(top)];
  };
  // All colours that can lie behind it: a gradient has several. What an element holds fades with it.
  const behind = (element) => {
    let colors = [[255, 255, 255, 1]];
    let opacity = 1;
    for (const one of lineOf(element)) {
      const style = getComputedStyle(one);
      opacity *= Number(style.opacity);
      const [plain] = colorsIn(style.backgroundColor);
      colors = colors.map((color) => over(plain ?? [0, 0, 0, 0], color, opacity));
      const stripes = colorsIn(style.backgroundImage);
      colors = [...colors, ...stripes.flatMap((stripe) => colors.map((color) => over(stripe, color, opacity)))];
    }
    return { colors, opacity };
  };
  let texts = 0;
  const low = new Map();
  const look = (element, style, text, part = "") => {
    texts += 1;
    const { colors, opacity } = behind(element);
    const [ink] = colorsIn(style.color);
    const least = Math.min(...colors.map((color) => ratio(over(ink, color, opacity), color)));
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (least >= (large ? 3 : 4.5)) return;
    const names = [element.parentElement, element].map((one) => [one.localName, ...one.classList].join("."));
    const where = names.join(" > ") + part;
    if (!low.has(where)) low.set(where, where + " " + least.toFixed(2) + ": " + text.trim().slice(0, 40));
  };
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = own.map((node) => node.textContent).join("");
    if (text.trim() !== "") look(element, style, text);
    if (element.localName === "input" && element.placeholder !== "")
      look(element, getComputedStyle(element, "::placeholder"), element.placeholder, "::placeholder");
    if (element.localName === "input" || element.localName === "select") look(element, style, element.value);
  }
  return { texts, low: [...low.values()].sort() };
`;
