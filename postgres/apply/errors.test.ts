import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DatabaseError } from "pg";
import { HOSTILE_NAMES } from "../testing/hostile-names";
import {
  gaveUp,
  locksItselfOut,
  notConverged,
  rightsMissing,
  statementRefused,
  stillWaiting,
} from "./errors";

const NAMES = [...HOSTILE_NAMES, "a\n  + nothing changes\u202e", "clear\u001b[2J", "c1\u009b31m"];

/** What a terminal would obey. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("errors of an update are as many lines as they mean, whatever a name holds", () => {
  for (const name of NAMES)
    test(JSON.stringify(name), () => {
      const said = new Error(`relation "${name}" does not exist`);
      const reason = `${name} loses SELECT on table app.${name}`;
      const right = {
        what: `the rights of ${name}`,
        statements: 1,
        first: reason,
        fix: [`GRANT "${name}"`],
        by: name,
      };
      const single = [
        statementRefused(reason, name, said),
        stillWaiting(said, undefined),
        locksItselfOut(name, name),
        gaveUp(statementRefused(reason, name, said), statementRefused(reason, "admin", said), 3),
        gaveUp(new DatabaseError(said.message, said.message.length, "error"), said.cause, 3),
      ];
      for (const { message } of single) assert.doesNotMatch(message, OBEYED);
      const change = { object: `table app.${name}`, text: reason, reason: "declared" };
      const notice = { severity: "WARNING", code: "01007", message: `no privileges for "${name}"` };
      for (const { message } of [notConverged([change], [notice]), rightsMissing(name, [right])]) {
        const lines = message.split("\n");
        assert.equal(lines.length, message.startsWith("the server") ? 3 : 2, message);
        for (const line of lines) assert.doesNotMatch(line, OBEYED);
      }
    });
});

test("a lock table that is full is told with the setting that gives it room", () => {
  const full = Object.assign(new Error("out of shared memory"), { code: "53200" });
  const { message, code } = statementRefused("reader loses SELECT on 500 tables in app", "postgres", full);
  assert.equal(code, "53200");
  assert.match(
    message,
    /^reader loses SELECT on 500 tables in app: the server says "out of shared memory"; /,
  );
  assert.match(
    message,
    /raise max_locks_per_transaction .* or declare fewer schemas .*\. Nothing was changed$/,
  );
});
