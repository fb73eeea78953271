import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { environmentOf } from "../../cli/testing/environment";
import { runCli } from "../../cli/testing/run-cli";
import { withSession } from "../../postgres/connect/session";
import { inert } from "../../postgres/inert";
import { granteeText } from "../../postgres/model/keys";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { HOSTILE_NAMES } from "../../postgres/testing/hostile-names";
import { freshDatabase, startTestServer, type TestDatabase, type TestServer, uniqueName } from "../servers";
import { Browser } from "./chromium";
import { contrastOf } from "./contrast";

/** Names that break careless HTML; each comes with a suffix, because roles are the whole server's. */
const MARKUP = [
  "<script>document.title='pwned'</script>",
  "</script><script>document.title='pwned'</script>",
  '" onmouseover="document.title=1',
  "<img src=x onerror=alert(1)>",
  "<!-- --><b>",
  "&lt;i&gt;",
  "]]>",
];

describe("the page of palisade access, in a browser", () => {
  let database: TestDatabase;
  let browser: Browser;
  let folder: string;
  let server: TestServer;
  const suffix = uniqueName("");
  const hostile = [...HOSTILE_NAMES.map((name) => cut(name)), ...MARKUP].map((name) => `${name}${suffix}`);
  const app = `app${suffix}`;
  const reader = `reader${suffix}`;

  /** Room for the suffix within 63 bytes. */
  function cut(name: string): string {
    return [...name].slice(0, 20).join("");
  }

  before(async () => {
    browser = await Browser.start();
    folder = mkdtempSync(join(tmpdir(), "palisade-page-"));
    // The matrix has a column for every role of the server, so other tests' roles must not be among them.
    server = await startTestServer(18);
    database = await freshDatabase(server, "page");
    await withSession(database.settings, async (session) => {
      const run = async (...statements: string[]) => {
        for (const sql of statements) await session.query(sql);
      };
      await run(
        `CREATE ROLE ${app} LOGIN`,
        `CREATE ROLE ${reader} LOGIN`,
        "CREATE SCHEMA shop",
        "CREATE SCHEMA bad",
        `GRANT USAGE ON SCHEMA shop, bad TO ${app}`,
      );
      for (let number = 0; number < 40; number++) await run(`CREATE TABLE shop.item_${number} (id int)`);
      await run(
        `GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA shop TO ${app}`,
        "CREATE SEQUENCE shop.numbers",
        `GRANT SELECT ON shop.item_7 TO ${reader}`,
      );
      for (const name of hostile) {
        const quoted = quoteIdentifier(name);
        await run(
          `CREATE ROLE ${quoted}`,
          `CREATE TABLE bad.${quoted} (${quoted} int)`,
          `GRANT SELECT (${quoted}) ON bad.${quoted} TO ${quoted}`,
          // So that the name stands in the data behind a cell too.
          `GRANT ${quoted} TO ${app}`,
        );
      }
    });
    const file = join(folder, "page.html");
    const { status, err } = await runCli(
      ["access", "--format", "html", "--output", file],
      environmentOf(database.settings, folder),
    );
    assert.deepEqual({ status, err }, { status: 0, err: "" });
    await browser.open(pathToFileURL(file).href);
    await browser.look({ width: 1280, height: 900, scheme: "light" });
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  });

  const visible = (selector: string) =>
    browser.evaluate<string[]>(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => e.checkVisibility()).map((e) => e.textContent)`,
    );
  const choose = (id: string, value: string) =>
    browser.evaluate(
      `((e) => { e.value = ${JSON.stringify(value)}; e.dispatchEvent(new Event("input", { bubbles: true })); })(document.getElementById("${id}"))`,
    );
  /** The page filters again once the form has its first values back. */
  const reset = () =>
    browser.evaluate(
      "new Promise((done) => { document.querySelector('#filters button').click(); setTimeout(done, 20); })",
    );
  const optionFor = (id: string, text: string) =>
    browser.evaluate<string>(
      `[...document.getElementById("${id}").options].find((o) => o.textContent === ${JSON.stringify(text)}).value`,
    );

  test("asks for nothing but itself, and breaks no rule of its own policy", () => {
    assert.equal(browser.requests.length, 1);
    assert.match(browser.requests[0] ?? "", /^file:.*page\.html$/);
    assert.deepEqual(browser.complaints, []);
  });

  test("shows hostile names as text, and obeys none of them", async () => {
    assert.match(await browser.evaluate<string>("document.title"), /^Effective privileges in page_/);
    const counts = await browser.evaluate(
      "[document.scripts.length, document.images.length, document.querySelectorAll('b,i').length]",
    );
    assert.deepEqual(counts, [2, 0, 0]);
    const heads = await browser.evaluate<string[]>(
      "[...document.querySelectorAll('#matrix thead th')].map((e) => e.textContent)",
    );
    for (const name of hostile) assert.ok(heads.includes(inert(granteeText(name))), `the column of ${name}`);
    const text = await browser.evaluate<string>("document.documentElement.innerHTML");
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/u);
  });

  test("filters by text, role, kind, schema and privilege", async () => {
    await choose("text", "ITEM_1");
    assert.equal((await visible("#count"))[0], "11 objects.");
    assert.deepEqual(await visible("#matrix .count"), ["11 of 39"]);
    await reset();
    await choose("kind", "sequence");
    assert.deepEqual(await visible("#matrix tbody th .n"), ["numbers"]);
    await reset();
    await choose("role", await optionFor("role", reader));
    assert.deepEqual(await visible("#matrix thead th"), ["Object", reader]);
    await choose("schema", "shop");
    assert.deepEqual(await visible("#matrix tbody th .n"), ["item_7"]);
    await choose("privilege", await optionFor("privilege", "INSERT"));
    assert.deepEqual(await visible("#empty"), ["Nothing fits these filters."]);
    await reset();
    assert.deepEqual(await visible("#empty"), []);
  });

  test("a cell tells its way, by keyboard alone", async () => {
    await choose("role", await optionFor("role", reader));
    await choose("text", "item_7");
    await browser.evaluate("document.querySelector('#filters button').focus()");
    await browser.press("Tab");
    const focused = () =>
      browser.evaluate<string>(
        "document.activeElement.closest('tr')?.dataset.label ?? document.activeElement.tagName",
      );
    assert.equal(await focused(), "table item_7");
    await browser.press("Enter");
    assert.deepEqual(await visible("dialog[open] #who"), [reader]);
    assert.deepEqual(await visible("dialog[open] dd"), ["SELECT: directly; no USAGE on schema shop"]);
    await browser.press("Escape");
    assert.deepEqual(await visible("dialog[open]"), []);
    assert.equal(await focused(), "table item_7", "the focus is back where it was");
    await reset();
    await choose("schema", "shop");
    await browser.evaluate(`document.querySelector("#matrix tbody tr:not([hidden]) td button").focus()`);
    const before = await focused();
    await browser.press("ArrowDown");
    assert.notEqual(await focused(), before, "an arrow key moves");
    await reset();
    await browser.press("/");
    assert.equal(await browser.evaluate("document.activeElement.id"), "text");
  });

  for (const look of [
    { width: 1280, height: 900, scheme: "light" },
    { width: 1280, height: 900, scheme: "dark" },
    { width: 390, height: 844, scheme: "light", mobile: true },
    { width: 320, height: 640, scheme: "dark", mobile: true },
  ] as const) {
    test(`fits a window of ${look.width} in ${look.scheme} colours, and can be read`, async () => {
      await browser.look(look);
      const page = await browser.evaluate<{
        wide: number;
        paper: number;
        ink: number;
        matrix: number;
      }>(`(() => {
        const light = (colour) => { const [r, g, b] = colour.match(/\\d+/g).map(Number); return (r * 299 + g * 587 + b * 114) / 1000; };
        const style = getComputedStyle(document.body);
        return { wide: document.documentElement.scrollWidth, paper: light(style.backgroundColor), ink: light(style.color),
          matrix: document.querySelector(".scroll").clientWidth };
      })()`);
      assert.ok(page.wide <= look.width, `${page.wide} columns of pixels`);
      assert.ok(page.matrix > look.width / 2);
      assert.ok(Math.abs(page.paper - page.ink) > 180, "ink and paper differ");
      assert.equal(page.paper > page.ink, look.scheme === "light");
    });
  }

  test("all text stands out from what is behind it, in either scheme, also where a filter leaves it in the background", async () => {
    for (const scheme of ["light", "dark"] as const) {
      await browser.look({ width: 1280, height: 900, scheme });
      const { texts, low } = await contrastOf(browser);
      assert.ok(texts > 500, `${texts}`);
      assert.deepEqual(low, [], scheme);
      await choose("privilege", await optionFor("privilege", "INSERT"));
      assert.ok((await visible("#matrix td.dim")).length > 0);
      assert.deepEqual((await contrastOf(browser)).low, [], `${scheme}, filtered`);
      await browser.evaluate(`document.querySelector("#matrix tbody tr:not([hidden]) td button").click()`);
      assert.deepEqual((await contrastOf(browser)).low, [], `${scheme}, with a cell's ways`);
      await browser.press("Escape");
      await reset();
    }
  });

  test("on paper the filters are gone and the matrix is whole", async () => {
    await browser.look({ width: 1000, height: 700, scheme: "dark", media: "print" });
    assert.deepEqual(await visible("#filters, .screen"), []);
    const [clipped, paper] = await browser.evaluate<[boolean, string]>(
      `[(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)(document.querySelector(".scroll")), getComputedStyle(document.body).backgroundColor]`,
    );
    assert.equal(clipped, false);
    assert.equal(paper, "rgb(255, 255, 255)");
    assert.equal((await browser.print()).subarray(0, 5).toString(), "%PDF-");
  });
});
