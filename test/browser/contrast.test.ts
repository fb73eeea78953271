import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./chromium";
import { contrastOf } from "./contrast";

let browser: Browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.close());

async function lowIn(body: string): Promise<readonly string[]> {
  const page = `<!doctype html><body style="background:#fff;color:#000">${body}</body>`;
  await browser.open(`data:text/html,${encodeURIComponent(page)}`);
  await browser.look({ width: 800, height: 600, scheme: "light" });
  return (await contrastOf(browser)).low.map((line) => line.replace(/:.*/, ""));
}

for (const [what, body, low] of [
  ["grey that is dark enough", '<p style="color:#767676">x</p>', []],
  ["grey that is not", '<p style="color:#777">x</p>', ["body > p 4.48"]],
  ["large text needs less", '<p style="color:#949494;font-size:24px">x</p>', []],
  ["bold text is large earlier", '<p style="color:#949494;font-size:19px;font-weight:700">x</p>', []],
  ["and not as little", '<p style="color:#999;font-size:24px">x</p>', ["body > p 2.85"]],
  ["text that fades", '<p style="opacity:.5">x</p>', ["body > p 3.98"]],
  ["text on a parent's colour", '<div style="background:#333"><p>x</p></div>', ["div > p 1.66"]],
  [
    "text on stripes",
    '<p style="background:repeating-linear-gradient(90deg,transparent 0 6px,#333 6px 7px)">x</p>',
    ["body > p 1.66"],
  ],
  ["what is hidden", '<p hidden style="color:#fff">x</p><p style="visibility:hidden;color:#fff">x</p>', []],
  ["a field", '<input value="x" style="color:#ccc;background:#fff">', ["body > input 1.61"]],
] as const)
  test(`the contrast of text is measured: ${what}`, async () => assert.deepEqual(await lowIn(body), low));
