import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ruleFiles } from "../testing/proofs";
import { proofProblems } from "../testing/prove-rule";
import { RULES } from "./index";

/**
 * The ids are a contract: waivers and configurations name them. A line that goes away or changes here needs an entry
 * in the changelog.
 */
const GOLDEN = [
  "role-admin-option",
  "role-bypassrls-login",
  "role-createdb-login",
  "role-createrole-login",
  "role-expired",
  "role-member-of-bypassrls",
  "role-member-of-createrole",
  "role-member-of-data-access",
  "role-member-of-operations",
  "role-member-of-server-access",
  "role-member-of-superuser",
  "role-member-of-table-owner",
  "role-no-connection-limit",
  "role-no-timeouts",
  "role-password-guessable",
  "role-password-md5",
  "role-replication-login",
  "role-search-path-open",
  "role-setting-unsafe",
  "role-superuser-login",
  "role-unused",
  "role-without-password",
  "default-privilege-public",
  "default-privilege-public-execute",
  "grant-database-create",
  "grant-option-outside-owner",
  "grant-public-create",
  "grant-public-database",
  "grant-public-execute-definer",
  "grant-public-foreign",
  "grant-public-large-object",
  "grant-public-schema-usage",
  "grant-public-table",
  "grant-public-tablespace",
  "grant-schema-create",
  "grant-truncate-references-trigger",
  "graphql-open-to-anonymous",
  "graphql-open-to-signed-in",
  "large-object-privileges-off",
  "parameter-granted",
  "queue-open-to-requests",
  "secret-catalog-readable",
  "sensitive-column-readable",
  "system-privileges-loosened",
  "table-open-to-requests",
  "view-exposes-users",
  "anonymous-write-policy",
  "foreign-key-leaks-tenants",
  "foreign-table-exposes-tenants",
  "materialized-view-exposes-tenants",
  "publication-carries-tenants",
  "rls-missing",
  "rls-no-policy",
  "rls-not-forced",
  "rls-only-restrictive",
  "rls-open-policy",
  "rls-partition-granted",
  "rls-policies-overlap",
  "rls-policies-without-rls",
  "rls-policy-constant-tenant",
  "rls-policy-escape",
  "rls-policy-for-bypass",
  "rls-policy-immutable-function",
  "rls-policy-never",
  "rls-policy-public",
  "rls-policy-reads-open",
  "rls-policy-setting-name",
  "rls-policy-setting-raises",
  "rls-policy-slow",
  "rls-policy-unknown-role",
  "rls-policy-user-editable",
  "rls-policy-users-unbound",
  "rls-policy-without-tenant",
  "rls-restrictive-open",
  "rls-tenant-column-nullable",
  "rls-tenant-index-missing",
  "rls-truncate-granted",
  "rls-with-check-open",
  "rls-writes-not-covered",
  "row-security-off",
  "setting-row-security-off",
  "setting-tenant-pinned",
  "setting-triggers-off",
  "trigger-runs-as-owner",
  "unique-key-leaks-tenants",
  "view-bypasses-rls",
  "view-calls-definer",
  "cast-between-built-in-types",
  "cast-runs-strangers-code",
  "definer-owned-by-superuser",
  "definer-search-path-unsafe",
  "definer-unquoted-text",
  "definer-without-search-path",
  "event-trigger-stranger",
  "function-leakproof",
  "name-of-built-in",
  "script-lookup-implicit",
  "script-name-unqualified",
  "script-reaches-server",
  "script-search-path-unsafe",
  "script-takes-over-object",
  "script-triggers-off",
  "table-rule-drops-writes",
  "table-rule-runs-statements",
  "table-runs-strangers-code",
  "trigger-switched-off",
  "function-to-review",
  "function-unquoted-text",
  "extension-in-public",
  "extension-not-approved",
  "extension-outdated",
  "extension-reaches-out",
  "language-untrusted",
  "language-unneeded",
  "subscription-without-password",
  "user-mapping-public",
  "user-mapping-without-password",
  "authentication-timeout-long",
  "client-certificate-missing",
  "hba-all-databases",
  "hba-all-users",
  "hba-any-address",
  "hba-cleartext-password",
  "hba-error",
  "hba-ident",
  "hba-md5",
  "hba-password-forwarded",
  "hba-replication-wide",
  "hba-superuser-remote",
  "hba-trust",
  "hba-wide-network",
  "ident-map-error",
  "ident-map-everybody",
  "ident-map-superuser",
  "login-failures-not-slowed",
  "password-encryption-weak",
  "password-guessable-input",
  "password-in-code",
  "password-in-comment",
  "password-not-secret",
  "password-plaintext-input",
  "scram-iterations-few",
  "setting-holds-password",
  "connection-tls-unverified",
  "hba-without-tls",
  "session-without-tls",
  "tls-off",
  "tls-old-protocol",
  "tls-weak-ciphers",
  "client-certificate-revocation-missing",
  "server-certificate-expiring",
  "server-certificate-self-signed",
  "listen-addresses-any",
  "socket-open-to-everybody",
  "tcp-keepalives-slow",
  "temp-file-limit-none",
  "audit-classes-missing",
  "audit-trail-missing",
  "audit-catalog-off",
  "debug-print-on",
  "log-checkpoints-off",
  "log-connections-off",
  "log-destination-none",
  "log-disconnections-off",
  "log-error-terse",
  "log-files-readable",
  "log-hostname-on",
  "log-line-prefix-incomplete",
  "log-lock-waits-off",
  "log-min-error-statement-high",
  "log-min-messages-high",
  "log-replication-commands-off",
  "log-rotation-off",
  "log-statement-none",
  "log-temp-files-off",
  "log-timezone-not-utc",
  "logging-collector-off",
  "statistics-logging-on",
  "syslog-messages-garbled",
  "data-checksums-off",
  "page-damaged",
  "replication-slot-abandoned",
  "wal-archiving-off",
  "database-open-template",
  "database-owned-by-superuser",
  "database-search-path-open",
  "database-setting-unsafe",
  "database-unprotected",
  "schema-owned-by-superuser",
  "column-blocks-upgrade",
  "table-owner-differs",
  "developer-option-on",
  "fsync-off",
  "full-page-writes-off",
  "library-path-changed",
  "prepared-transaction-abandoned",
  "protection-change-ignored",
  "security-label-unenforced",
  "server-end-of-life",
  "server-minor-insecure",
  "strings-read-as-escapes",
  "waiver-expired",
  "waiver-unused",
];

const files = ruleFiles();

describe("the list of rules", () => {
  test("holds exactly the ids of the contract", () => {
    assert.deepEqual(
      RULES.map((rule) => rule.id),
      GOLDEN,
    );
  });

  test("holds every rule file, and each under its own name and topic", () => {
    assert.deepEqual(
      new Set(files.map(({ rule }) => rule)),
      new Set(RULES),
      "a rule file that no list holds judges nothing",
    );
    for (const { id, topic, rule } of files) {
      assert.equal(rule.id, id);
      assert.equal(rule.topic, topic);
    }
  });

  test("names only rows of the catalogue's form, and every rule has one but those about waivers and the engine", () => {
    for (const rule of RULES) {
      for (const row of rule.catalogue) assert.match(row, /^[A-Z]\d{2}$/, rule.id);
      // The catalogue is about servers: of what the engine is told about a resource it has no row.
      const ofEngine = rule.facts[0] === "resource";
      if (rule.topic !== "waivers" && !ofEngine) assert.notEqual(rule.catalogue.length, 0, rule.id);
    }
  });

  test("has whole sentences for people", () => {
    for (const rule of RULES) {
      assert.match(rule.title, /^[A-Z].*[^.]$/, `title of ${rule.id}`);
      assert.match(rule.why, /^\S.*[.)]$/, `why of ${rule.id}`);
      assert.match(rule.fix, /^\S.*[.)]$/, `fix of ${rule.id}`);
      assert.match(rule.about, /^[a-z][^:]*[^.]$/, `about of ${rule.id}`);
      for (const reference of rule.references) assert.match(reference, /^https:\/\//, rule.id);
      if (rule.topic !== "waivers") assert.notEqual(rule.references.length, 0, rule.id);
    }
  });

  test("shows a program with Palisade for each, or says why there is none", () => {
    for (const { id, palisade, withoutPalisade } of RULES) {
      assert.equal(
        palisade === undefined,
        withoutPalisade !== undefined,
        `${id}: palisade or withoutPalisade`,
      );
      if (withoutPalisade !== undefined) assert.match(withoutPalisade, /^[a-z].*; \S.*[^.]$/, id);
    }
  });

  test("has at least two dozen rules of critical and high severity", () => {
    const grave = RULES.filter((rule) => rule.severity === "critical" || rule.severity === "high");
    assert.ok(grave.length >= 24, `${grave.length}`);
  });
});

describe("every rule is proven on facts", () => {
  for (const { id, rule, proof } of files) {
    test(`${id} has a proof, and it is about this rule`, () => {
      assert.ok(proof !== undefined, `${id}.proof.ts is missing`);
      assert.equal(proof.rule, rule);
    });
    if (proof === undefined) continue;

    test(`${id} finds what is bad`, () => assert.deepEqual(proofProblems(proof, "bad"), []));

    test(`${id} is content after one change`, () => assert.deepEqual(proofProblems(proof, "fixed"), []));

    test(`${id} says where it does not apply, and why`, () =>
      assert.deepEqual(proofProblems(proof, "notApplicable"), []));
  }
});
