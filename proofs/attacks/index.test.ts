import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Attack, defineAttack, defineConnectionAttack, FAMILIES } from "../attack";
import { CONNECTION_MUTATIONS } from "../testing/connection-mutations";
import { mutations } from "../testing/mutations";
import { ATTACKS } from "./index";

/** Identity is contract: reports and scripts name these. A changed line is a breaking change. */
const IDS = `
tenant-read-setting-unset
tenant-read-setting-empty
tenant-read-setting-hostile
tenant-read-other-tenant
tenant-read-setting-switched
tenant-insert-setting-unset
tenant-insert-setting-empty
tenant-insert-setting-hostile
tenant-insert-other-tenant
tenant-insert-setting-switched
tenant-update-setting-unset
tenant-update-setting-empty
tenant-update-setting-hostile
tenant-update-other-tenant
tenant-update-setting-switched
tenant-move-setting-unset
tenant-move-setting-empty
tenant-move-setting-hostile
tenant-move-other-tenant
tenant-move-setting-switched
tenant-delete-setting-unset
tenant-delete-setting-empty
tenant-delete-setting-hostile
tenant-delete-other-tenant
tenant-delete-setting-switched
tenant-update-blindly
tenant-delete-blindly
tenant-merge-other-tenant
tenant-merge-insert
tenant-merge-by-source
tenant-upsert-other-tenant
tenant-returning-other-tenant
tenant-returning-old
tenant-lock-other-tenant
tenant-copy-out
tenant-copy-in
tenant-insert-nobody
tenant-read-row-security-off
tenant-read-by-error
tenant-conflict-reveals-row
tenant-read-shared-key
tenant-write-shared-key
token-forged-signature
token-swapped-tenant
token-unknown-key
partition-read
partition-write
view-read-other-tenant
view-read-setting-empty
view-read-by-error
view-write-other-tenant
view-insert-other-tenant
materialized-view-read
foreign-table-read
foreign-table-write
foreign-view-read
foreign-view-write
definer-function-call
drop-owned-policies
unique-key-oracle
exclusion-oracle
cross-tenant-reference
cascade-into-other-tenant
reference-oracle
large-object-read
truncate-table
alter-table
drop-table
take-table
disable-row-security
create-policy
alter-policy
create-trigger
alter-function
create-in-schema
create-in-public
create-schema
create-extension
tamper-catalog
inherit-table
create-publication
create-event-trigger
create-leakproof-function
maintain-table
read-only-insert
read-only-update
read-only-delete
read-only-sequence
read-only-lock-table
temp-table-shadow
temp-function
set-role-owner
set-role-privileged
set-role-tenant
grant-itself-owner
grant-itself-privileged
alter-own-attributes
create-role
owner-default-privileges
pass-on-privileges
reassign-owned
change-owner-password
read-server-file
write-server-file
run-server-program
import-server-file
load-library
create-replication-slot
read-replication-slot
create-subscription
disable-triggers
hide-from-log
control-server
read-password-hashes
read-signing-keys
read-tenant-roles
read-host-rules
read-connection-secrets
read-other-sessions
read-statistics
read-setting-reset
cursor-switched
cursor-write
plan-of-another-role
store-tenant
store-database-setting
conflict-do-nothing-oracle
explain-oracle
read-extended-statistics
new-table
new-view
new-function
hole-drop-owned
hole-conflict-where
hole-conflict-view
hole-leaky-case
hole-plan-after-revoke
hole-statistics
hole-plan-of-another-role
hole-merge
hole-inlined-function
connect-in-plain-text
connect-without-password
connect-with-weak-method
connect-by-old-tls
connect-to-impostor
`
  .trim()
  .split("\n");

describe("the index of attacks", () => {
  test("is this list, in this order", () => {
    assert.deepEqual(
      ATTACKS.map(({ id }) => id),
      IDS,
    );
  });

  test("names no attack twice, neither by id nor by title", () => {
    assert.equal(new Set(ATTACKS.map(({ id }) => id)).size, ATTACKS.length);
    assert.equal(new Set(ATTACKS.map(({ title }) => title)).size, ATTACKS.length);
  });

  test("holds every file that declares an attack", () => {
    const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => readFileSync(join(__dirname, file), "utf8").includes("export default"));
    const index = readFileSync(join(__dirname, "index.ts"), "utf8");
    for (const file of files) assert.ok(index.includes(`"./${file.replace(/\.ts$/, "")}"`), file);
    assert.equal(files.length, ATTACKS.length);
  });

  test("has every family", () => {
    assert.deepEqual(new Set(ATTACKS.map(({ family }) => family)), new Set(Object.keys(FAMILIES)));
  });
});

describe("every attack", () => {
  test("says what it is, why it matters, what stops it and what to do, in full", () => {
    for (const { id, title, why, defence, fix } of ATTACKS) {
      for (const text of [title, why, defence, fix]) assert.ok(text.length > 10, id);
      assert.match(title, /^[A-Z].*[^.]$/, `${id}: a title is a sentence without a full stop`);
      assert.match(why, /\.$/, `${id}: why is made of whole sentences`);
      assert.doesNotMatch(fix, /\.$/, `${id}: a fix has no full stop`);
    }
  });

  test("is itself proven: a mutation takes its defence away", () => {
    const roles = { owner: "o", application: "a", readonly: "r" };
    const proven = new Set([
      ...mutations(roles, "d").map(({ attack }) => attack),
      ...CONNECTION_MUTATIONS.map(({ attack }) => attack),
    ]);
    assert.deepEqual(
      ATTACKS.map(({ id }) => id).filter((id) => !proven.has(id)),
      [],
    );
    const known = new Set(ATTACKS.map(({ id }) => id));
    assert.deepEqual(
      [...proven].filter((id) => !known.has(id)),
      [],
    );
  });

  test("has a mutation on every supported version on which it exists", () => {
    const roles = { owner: "o", application: "a", readonly: "r" };
    const all = mutations(roles, "d");
    for (const version of [140_000, 150_000, 160_000, 170_000, 180_000]) {
      const without = ATTACKS.filter(
        (attack) =>
          !("aims" in attack) &&
          (attack.since ?? 0) <= version &&
          !all.some((mutation) => mutation.attack === attack.id && (mutation.on?.(version) ?? true)),
      );
      assert.deepEqual(
        without.map(({ id }) => id),
        [],
      );
    }
  });
});

describe("declaring an attack", () => {
  const attack = ATTACKS.find(({ id }) => id === "truncate-table") as Extract<Attack, { target: "table" }>;

  test("refuses an id that is not kebab-case", () => {
    for (const id of ["", "Truncate", "truncate_table", "-x", "a--b"])
      assert.throws(() => defineAttack({ ...attack, id }), RangeError);
    assert.throws(
      () =>
        defineConnectionAttack({
          ...attack,
          id: "A",
          aims: "server",
          run: () => Promise.reject(new Error()),
        }),
      RangeError,
    );
  });

  test("refuses an attack that nobody makes", () => {
    assert.throws(() => defineAttack({ ...attack, as: [] }), RangeError);
  });

  test("refuses a SQLSTATE that would be both a defence and a breach", () => {
    assert.throws(() => defineAttack({ ...attack, breaches: { "42501": "x" } }), RangeError);
    assert.throws(
      () => defineAttack({ ...attack, refusals: ["23503"], breaches: { "23503": "x" } }),
      RangeError,
    );
  });
});
