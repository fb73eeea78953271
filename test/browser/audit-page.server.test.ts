import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { renderReport } from "../../cli/report/formats";
import { environmentOf } from "../../cli/testing/environment";
import { runCli } from "../../cli/testing/run-cli";
import { makeReport, type Report } from "../../policies";
import { withSession } from "../../postgres/connect/session";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { HOSTILE_NAMES } from "../../postgres/testing/hostile-names";
import { freshDatabase, startTestServer, type TestServer } from "../servers";
import { Browser } from "./chromium";
import { contrastOf } from "./contrast";

const MARKUP = [
  "<script>document.title='pwned'</script>",
  "</script><script>document.title='pwned'</script>",
  '" onmouseover="document.title=1',
  "<img src=x onerror=document.title=2>",
];

describe("the page of palisade audit, in a browser", () => {
  let browser: Browser;
  let folder: string;
  let server: TestServer;
  let json: Report;

  before(async () => {
    browser = await Browser.start();
    folder = mkdtempSync(join(tmpdir(), "palisade-page-"));
    server = await startTestServer(18);
    const database = await freshDatabase(server, "page");
    await withSession(database.settings, async (session) => {
      await session.query("CREATE SCHEMA app");
      await session.query("CREATE ROLE page_app LOGIN SUPERUSER");
      await session.query("CREATE ROLE page_group; CREATE ROLE page_reader LOGIN IN ROLE page_group");
      await session.query("CREATE TABLE app.ledger (id bigint); GRANT INSERT ON app.ledger TO page_group");
      for (const name of [...HOSTILE_NAMES.map((one) => [...one].slice(0, 20).join("")), ...MARKUP]) {
        await session.query(`CREATE TABLE app.${quoteIdentifier(name)} (tenant_id uuid, id bigint)`);
        await session.query(`GRANT ALL ON app.${quoteIdentifier(name)} TO PUBLIC`);
      }
    });
    const env = environmentOf(database.settings, folder);
    const file = join(folder, "page.html");
    const { status, err } = await runCli(["audit", "--format", "html", "--output", file], env);
    assert.deepEqual({ status, err }, { status: 1, err: "" });
    json = JSON.parse((await runCli(["audit", "--format", "json"], env)).out) as Report;
    await browser.open(pathToFileURL(file).href);
    await browser.look({ width: 1280, height: 900, scheme: "light" });
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  });

  const count = (selector: string) =>
    browser.evaluate<number>(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((e) => e.checkVisibility()).length`,
    );
  const choose = (id: string, value: string) =>
    browser.evaluate(
      `new Promise((done) => { const e = document.getElementById("${id}"); e.value = ${JSON.stringify(value)}; e.dispatchEvent(new Event("input", { bubbles: true })); setTimeout(done, 300); })`,
    );

  test("asks for nothing but itself, runs nothing of a name's, and breaks no rule of its own policy", async () => {
    assert.equal(browser.requests.length, 1);
    assert.deepEqual(browser.complaints, []);
    assert.match(await browser.evaluate<string>("document.title"), /^Audit of database /);
    assert.equal(
      await browser.evaluate<number>(
        "document.querySelectorAll('img, iframe, object, [onerror], [onmouseover]').length",
      ),
      0,
    );
  });

  test("shows every finding of the JSON report", async () => {
    assert.equal(await count("#findings .rule li"), json.findings.length);
    assert.match(
      await browser.evaluate<string>("document.getElementById('f-count').textContent"),
      new RegExp(`^${json.findings.length} findings`),
    );
    assert.equal(await count(".first > li"), 5);
  });

  test("filters by severity, by topic and by the object's name", async () => {
    const critical = json.findings.filter(({ severity }) => severity === "critical").length;
    assert.ok(critical > 0 && critical < json.findings.length);
    await choose("f-severity", "critical");
    assert.equal(await count("#findings .rule li"), critical);
    await choose("f-severity", "");
    await choose("f-topic", "roles");
    assert.ok((await count("#findings .rule li")) > 0);
    assert.equal(await count("#findings .rule:not([data-topic=roles])"), 0);
    await choose("f-topic", "");
    await choose("f-text", "page_app");
    const named = await count("#findings .rule li");
    assert.ok(named > 0 && named < json.findings.length);
    await choose("f-text", "no such thing");
    assert.equal(await count("#findings .rule li"), 0);
    assert.equal(await count("#f-empty"), 1);
    await choose("f-text", "");
    assert.equal(await count("#findings .rule li"), json.findings.length);
  });

  test("has the reach of each role, with the way to what it does not hold itself, and none of superusers", async () => {
    const texts = await browser.evaluate<string[]>(
      "[...document.querySelectorAll('#reach details')].map((one) => one.textContent)",
    );
    const reader = texts.find((text) => text.startsWith("role page_reader"));
    assert.match(reader ?? "", /inherits: page_group/);
    assert.match(reader ?? "", /INSERT.*page_group/s);
    assert.ok(!texts.some((text) => text.startsWith("role page_app")));
  });

  test("has the privilege matrix, with the ways behind a cell", async () => {
    assert.ok((await count("#matrix tbody tr")) > 3);
    await browser.evaluate("document.querySelector('#matrix tbody td button').click()");
    assert.equal(await count("#why[open]"), 1);
    await browser.evaluate("document.getElementById('close').click()");
  });

  test("all text stands out from what is behind it, in either scheme", async () => {
    await browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    for (const scheme of ["light", "dark"] as const) {
      await browser.look({ width: 1280, height: 900, scheme });
      const { texts, low } = await contrastOf(browser);
      assert.ok(texts > 500, `${texts}`);
      assert.deepEqual(low, [], scheme);
      await browser.evaluate("document.querySelector('#matrix tbody td button').click()");
      assert.deepEqual((await contrastOf(browser)).low, [], `${scheme}, with a cell's ways`);
      await browser.evaluate("document.getElementById('close').click()");
    }
    await browser.look({ width: 1280, height: 900, scheme: "light" });
  });

  test("nothing sticks out on a phone, in either scheme", async () => {
    for (const scheme of ["light", "dark"] as const) {
      await browser.look({ width: 375, height: 800, scheme, mobile: true });
      assert.ok(await browser.evaluate<boolean>("document.documentElement.scrollWidth <= 376"), scheme);
    }
    await browser.look({ width: 1280, height: 900, scheme: "light" });
  });

  test("prints on white what is to be read, and nothing that only a screen can use", async () => {
    // A dark screen must not cost the ink of a whole page.
    await browser.look({ width: 1000, height: 1400, scheme: "dark", media: "print" });
    const [paper, ink] = await browser.evaluate<[string, string]>(
      "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))",
    );
    assert.deepEqual([paper, ink], ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
    assert.equal(
      await browser.evaluate<string>("getComputedStyle(document.querySelector('.severity.critical')).color"),
      "rgb(142, 16, 32)",
      "and in colours for white",
    );
    assert.equal(await count("#f-form, #f-count, .screen, button[type=reset]"), 0);
    assert.equal(await count("#findings .rule li"), json.findings.length, "every finding is printed");
    assert.ok(
      await browser.evaluate<boolean>("document.documentElement.scrollWidth <= 1001"),
      "nothing is cut off",
    );
    await browser.look({ width: 1280, height: 900, scheme: "light" });
    assert.match((await browser.print()).subarray(0, 5).toString(), /^%PDF-/);
  });

  test("ten thousand findings are shown and filtered, and the page answers meanwhile", async () => {
    const [one] = json.findings;
    assert.ok(one);
    const findings = Array.from({ length: 10_000 }, (_, at) => ({
      ...one,
      key: `${one.rule}:t${at}`,
      message: `table t${at} is open`,
    }));
    const report = makeReport(
      { findings, unknown: [], notApplicable: [], passed: [], failed: [] },
      json.target,
      "1.2.3",
    );
    const file = join(folder, "many.html");
    writeFileSync(file, renderReport(report, "html", { bar: "high" }));
    await browser.open(pathToFileURL(file).href);
    assert.equal(await browser.evaluate<number>("document.querySelectorAll('#findings li').length"), 10_000);
    // The longest time in which the page would not have answered, while it filters by a text that one finding has.
    const longest = await browser.evaluate<number>(`new Promise((done) => {
      let longest = 0; let last = performance.now();
      const beat = setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 10);
      const e = document.getElementById("f-text"); e.value = "t9999"; e.dispatchEvent(new Event("input", { bubbles: true }));
      const wait = setInterval(() => {
        if (!/^1 finding\\./.test(document.getElementById("f-count").textContent)) return;
        clearInterval(wait); clearInterval(beat); done(longest);
      }, 50);
    })`);
    assert.ok(longest < 5_000, `${longest} ms`);
    assert.equal(
      await browser.evaluate<number>(
        "[...document.querySelectorAll('#findings li')].filter((e) => !e.hidden).length",
      ),
      1,
    );
  });
});
