import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ServerSettings } from "../configuration";
import type { OperationContext } from "../protocol";
import { announce, announcePlanned, tell } from "./talk";

const said = (work: (context: OperationContext<ServerSettings>) => void): string[] => {
  const lines: string[] = [];
  work({
    signal: new AbortController().signal,
    config: undefined,
    programRuns: async () => true,
    log: (severity, message) => lines.push(`${severity}: ${message}`),
  });
  return lines;
};
const many = (count: number, verb: string) =>
  [...Array(count).keys()].map((index) => `role_${index} ${verb} SELECT on table app.t${index}`);

describe("a summary of thousands of sentences", () => {
  const lost = many(3000, "loses");
  const gained = many(50, "gains");
  const mixed = [...gained, ...lost];

  test("leaves out no loss at a preview, and says where the rest is", () => {
    const [warning = "", ...others] = said((context) => announcePlanned(context, mixed));
    assert.deepEqual(others, []);
    assert.deepEqual(warning.split("\n"), [
      "warning: this update takes access away:",
      ...lost.map((sentence) => `  - ${sentence}`),
      ...gained.slice(0, 40).map((sentence) => `  + ${sentence}`),
      "  … and 10 more, which take nothing away: pulumi preview --diff lists them all",
    ]);
  });

  test("without losses is shortened, and says where the rest is", () => {
    assert.deepEqual(
      said((context) => announcePlanned(context, gained)),
      [
        `info: ${[...gained.slice(0, 40), "… and 10 more, which take nothing away: pulumi preview --diff lists them all"].join("\n")}`,
      ],
    );
    assert.deepEqual(
      said((context) => announcePlanned(context, gained.slice(0, 40))),
      [`info: ${gained.slice(0, 40).join("\n")}`],
    );
  });

  test("leaves out no loss after the update", () => {
    assert.deepEqual(
      said((context) => announce(context, mixed)),
      [`info: ${[...lost, ...gained.slice(0, 40), "… and 10 more, which take nothing away"].join("\n")}`],
    );
    assert.deepEqual(
      said((context) => announce(context, [])),
      [],
    );
  });

  test("of what nobody declared is told whole", () => {
    const kept = many(3000, "keeps");
    assert.deepEqual(
      said((context) => tell(context, kept)),
      [`info: ${kept.join("\n")}`],
    );
  });
});
