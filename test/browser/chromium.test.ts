import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findBrowser } from "./chromium";

describe("the browser for tests", () => {
  test("where there is none, a sentence says what to install", () => {
    assert.throws(() => findBrowser({ PATH: "/nonexistent" }, []), /apt-get install chromium.*CHROME_PATH/);
  });

  test("a program that is named goes before those in the PATH", () => {
    assert.equal(findBrowser({ CHROME_PATH: process.execPath, PATH: "/nonexistent" }, []), process.execPath);
  });
});
