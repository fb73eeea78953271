import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Report, RULES } from "../../policies";
import { renderJson } from "./render-json";
import { renderText } from "./render-text";
import { ruleBook, worstOf } from "./worst";

const BOOK = ruleBook(RULES);

const SUMMARY = {
  critical: 0,
  high: 0,
  medium: 0,
  low: 0,
  info: 0,
  waived: 0,
  unknown: 0,
  notApplicable: 0,
  passed: 3,
};

const EMPTY: Report = {
  schemaVersion: 1,
  tool: { name: "palisade", version: "1.2.3" },
  target: {
    kind: "server",
    host: "db",
    port: 5432,
    database: "shop",
    serverVersion: "18.6",
    platform: "self-hosted",
  },
  summary: SUMMARY,
  findings: [],
  unknown: [],
  notApplicable: [],
  passed: [],
};

function finding(name: string, change: Partial<Report["findings"][number]> = {}): Report["findings"][number] {
  return {
    key: `rls-not-forced:shop:table app.${name}`,
    rule: "rls-not-forced",
    severity: "high",
    object: { kind: "table", database: "shop", schema: "app", name },
    message: `row-level security of table app.${name} is on, but not forced`,
    fix: "force it",
    references: [],
    ...change,
  };
}

/** What to write with Palisade, line under line. */
function codeLines(id: string): string[] {
  const code = RULES.find((rule) => rule.id === id)?.palisade ?? "";
  return code.split("\n").map((line, at) => `${at === 0 ? "     code: " : "           "}${line}`);
}

const whyOf = (id: string) => RULES.find((rule) => rule.id === id)?.why;

describe("the report for a person", () => {
  test("says when there is nothing to say", () => {
    assert.equal(
      renderText(EMPTY, BOOK),
      "palisade 1.2.3: database shop on db:5432, PostgreSQL 18.6\n\nNo findings; 3 rules passed, 0 not applicable.\n",
    );
  });

  test("groups by severity and rule, with object, message, fix and key", () => {
    const report: Report = {
      ...EMPTY,
      summary: { ...SUMMARY, high: 2, critical: 1, unknown: 1, waived: 1 },
      findings: [
        finding("c", {
          severity: "critical",
          rule: "rls-missing",
          key: "rls-missing:c",
          message: "c is open",
        }),
        finding("a"),
        finding("b"),
        finding("w", { waived: { reason: "goes in May", expires: "2027-05-31" } }),
      ],
      unknown: [{ rule: "hba-trust", reason: "GRANT it" }],
    };
    assert.equal(
      renderText(report, BOOK),
      [
        "palisade 1.2.3: database shop on db:5432, PostgreSQL 18.6",
        "",
        "MEND FIRST",
        "",
        "  1. c is open [rls-missing, critical]",
        `     why:  ${whyOf("rls-missing")}`,
        "     fix:  force it",
        ...codeLines("rls-missing"),
        "",
        "  2. row-level security of table app.a is on, but not forced [rls-not-forced, high]",
        `     why:  ${whyOf("rls-not-forced")}`,
        "     fix:  force it",
        "     code: as for rls-missing above",
        "     and 1 more of the same rule",
        "",
        "CRITICAL (1)",
        "",
        "  A tenant's table has no row-level security [rls-missing]",
        `    why:  ${whyOf("rls-missing")}`,
        "    - c is open",
        "      fix: force it",
        "      key: rls-missing:c",
        "",
        "HIGH (2)",
        "",
        "  Row-level security does not bind the table's owner [rls-not-forced]",
        `    why:  ${whyOf("rls-not-forced")}`,
        "    code: as for rls-missing above",
        "    - row-level security of table app.a is on, but not forced",
        "      fix: force it",
        "      key: rls-not-forced:shop:table app.a",
        "    - row-level security of table app.b is on, but not forced",
        "      fix: force it",
        "      key: rls-not-forced:shop:table app.b",
        "",
        "WAIVED (1)",
        "  - rls-not-forced:shop:table app.w: goes in May (until 2027-05-31)",
        "",
        "NOT DECIDED (1)",
        "  - hba-trust: GRANT it",
        "",
        "1 critical, 2 high; 3 rules passed, 0 not applicable, 1 not decided, 1 waived.",
        "",
      ].join("\n"),
    );
  });

  test("says in plain words where no component makes what a rule is about, and shows a program where the first rule needs it", () => {
    const about = (rule: string) => finding(rule, { rule, key: `${rule}:x`, message: `${rule} it is` });
    // Five are put in front; the sixth and the seventh show their own below.
    const findings = [
      ...["hba-trust", "hba-any-address", "hba-md5", "tls-off", "hba-without-tls"],
      ...["log-statement-none", "role-unused", "role-expired"],
    ].map(about);
    const text = renderText({ ...EMPTY, findings }, BOOK);
    assert.match(
      text,
      /hba-trust it is[\s\S]*?code: no component of Palisade writes pg_hba\.conf; change it/,
    );
    assert.match(
      text,
      /\[log-statement-none\]\n {4}why: {2}.*\n {4}code: no component of Palisade makes the server's/,
    );
    assert.match(text, /\[role-unused\]\n.*\n {4}code: import \* as palisade/);
    assert.match(text, /\[role-expired\]\n.*\n {4}code: as for role-unused above\n/);
    assert.equal(text.split("new palisade.").length, 2, "a program is shown once");
  });

  test("puts what lets somebody in before what is equally bad for who is in", () => {
    const critical = (rule: string) =>
      finding(rule, { severity: "critical", rule, key: `${rule}:x`, message: `${rule} it is` });
    const findings = [
      finding("low", { severity: "low", rule: "hba-ident" }),
      critical("definer-without-search-path"),
      critical("role-superuser-login"),
      critical("hba-trust"),
    ];
    const order = worstOf({ ...EMPTY, findings }, BOOK).map((worst) => worst.finding.rule);
    assert.deepEqual(order, [
      "hba-trust",
      "role-superuser-login",
      "definer-without-search-path",
      "hba-ident",
    ]);
  });

  test("counts what is left of a rule with very many findings", () => {
    const findings = Array.from({ length: 1_000 }, (_, index) => finding(`t${index}`));
    const text = renderText({ ...EMPTY, findings }, BOOK);
    assert.match(text, /… and 980 more: --format json has them all/);
    assert.ok(text.split("\n").length < 100);
  });

  test("shows what a terminal would obey, in text and in JSON", () => {
    const evil = finding("x", { message: "\u001b]0;owned\u0007 \u202e", key: "k\u009b" });
    const text = renderText({ ...EMPTY, findings: [evil] }, BOOK);
    const json = renderJson({ ...EMPTY, findings: [evil] });
    for (const shown of [text, json]) assert.doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ ...EMPTY, findings: [evil] })));
  });
});
