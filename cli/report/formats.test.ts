import assert from "node:assert/strict";
import { describe, test } from "node:test";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Log } from "sarif";
import { makeReport, newSince, parseReport, type Report, RULES } from "../../policies";
import { HOSTILE_NAMES } from "../../postgres/testing/hostile-names";
import { REPORT_FORMATS, renderReport } from "./formats";

type Finding = Report["findings"][number];

const TARGET = {
  kind: "server",
  host: "db",
  port: 5432,
  database: "shop",
  serverVersion: "18.4",
  platform: "self-hosted",
} as const;

function found(name: string, change: Partial<Finding> = {}): Finding {
  return {
    key: `rls-not-forced:shop:table app.${name}`,
    rule: "rls-not-forced",
    severity: "high",
    object: { kind: "table", database: "shop", schema: "app", name },
    message: `row-level security of table app.${name} is on, but not forced`,
    fix: `ALTER TABLE app.${name}\n  FORCE ROW LEVEL SECURITY;`,
    references: [],
    ...change,
  };
}

function reportOf(findings: readonly Finding[]): Report {
  return makeReport(
    {
      findings,
      unknown: [{ rule: "hba-trust", reason: "may not be read: GRANT it" }],
      notApplicable: [{ rule: "view-bypasses-rls", reason: "there are no views" }],
      passed: ["tls-off", "fsync-off"],
      failed: [],
      score: 71,
    },
    TARGET,
    "1.2.3",
  );
}

/** Markup, formulas, terminal commands, mentions: what somebody may call a table. */
const EVIL = [
  ...HOSTILE_NAMES,
  "<script>alert(1)</script>",
  "</script><img src=x onerror=alert(1)>",
  "]]><x/>",
  '"><svg onload=alert(1)>',
  "=HYPERLINK(0)",
  "@everyone",
  "](javascript:alert(1))",
  "```\n# title",
  "\u001b]0;owned\u0007",
  "a\uffffb",
];

const HOSTILE = reportOf(EVIL.map((name) => found(name)));

describe("the forms of a report", () => {
  test("whatever stands in names, no form holds a character that a terminal obeys", () => {
    for (const format of REPORT_FORMATS) {
      const text = renderReport(HOSTILE, format, { bar: "high" });
      assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u, format);
      assert.ok(text.endsWith("\n"), format);
    }
  });

  test("SARIF is valid by its schema, and says every finding with its rule, its level and its key", () => {
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const validate = ajv.compile(schema);
    const waived = found("w", { waived: { reason: "goes in May", expires: "2027-05-31" } });
    for (const report of [HOSTILE, reportOf([]), reportOf([waived, found("a", { severity: "low" })])]) {
      const log = JSON.parse(renderReport(report, "sarif", { bar: "high" })) as Log;
      assert.ok(validate(log), JSON.stringify(validate.errors));
      const [run] = log.runs;
      assert.equal(run?.results?.length, report.findings.length);
      for (const [at, result] of (run?.results ?? []).entries()) {
        assert.equal(result.partialFingerprints?.["palisadeKey/v1"], report.findings[at]?.key);
        assert.equal(run?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id, result.ruleId);
      }
    }
    const broken = JSON.parse(renderReport(HOSTILE, "sarif", { bar: "high" })) as {
      runs: { results: { level: string }[] }[];
    };
    (broken.runs[0]?.results[0] as { level: string }).level = "terrible";
    assert.ok(!validate(broken), "the schema is one that refuses");
  });

  test("JUnit is well-formed, and its counts are those of its cases", () => {
    for (const bar of ["high", "critical", "none"] as const) {
      const text = renderReport(HOSTILE, "junit", { bar });
      assert.equal(XMLValidator.validate(text), true);
      const parsed = new XMLParser({
        ignoreAttributes: false,
        isArray: (name) => /^test(suite|case)$/.test(name),
      }).parse(text) as {
        testsuites: Record<string, string> & { testsuite: { testcase: Record<string, unknown>[] }[] };
      };
      const cases = parsed.testsuites.testsuite.flatMap(({ testcase }) => testcase);
      assert.equal(Number(parsed.testsuites["@_tests"]), cases.length);
      assert.equal(cases.length, EVIL.length + 4);
      const failures = cases.filter((one) => "failure" in one).length;
      assert.equal(failures, bar === "high" ? EVIL.length : 0);
      assert.equal(Number(parsed.testsuites["@_failures"]), failures);
      assert.equal(cases.filter((one) => !("failure" in one) && !("skipped" in one)).length, 2);
    }
  });

  test("Markdown mentions nobody, opens no element of a name's, and fits into a comment", () => {
    const text = renderReport(HOSTILE, "markdown", { bar: "high" });
    assert.doesNotMatch(text, /<(?!\/?(?:details|summary|b|code)>)/u);
    const outside = text
      .replaceAll(/^( *)(`{3,})[\s\S]*?^\1\2$/gmu, "")
      .replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/gu, "");
    assert.doesNotMatch(outside, /@/u);
    const many = reportOf(
      Array.from({ length: 3000 }, (_, at) =>
        found(`t${at}`, { rule: `rule-${at % 400}`, message: "x".repeat(300) }),
      ),
    );
    const long = renderReport(many, "markdown", { bar: "high" });
    assert.ok(long.length < 65_536, `${long.length} characters`);
    assert.match(long, /… and \d+ more rules/);
  });

  test("a rule that broke is told apart from what could not be looked at, in every form", () => {
    const whole = reportOf([]);
    const broken = {
      rule: "tls-off",
      reason: "the rule itself failed: no such thing",
      failed: true,
    } as const;
    const report: Report = { ...whole, unknown: [broken, ...whole.unknown] };
    const form = (format: (typeof REPORT_FORMATS)[number], of = report) =>
      renderReport(of, format, { bar: "high" });
    assert.match(
      form("text"),
      /FAILED: [^\n]+ \(1\)\n {2}- tls-off: [\s\S]*NOT DECIDED \(1\)\n {2}- hba-trust: /,
    );
    assert.match(
      form("markdown"),
      /Rules that failed \(1\)[\s\S]*tls-off[\s\S]*Not decided \(1\)[\s\S]*hba-trust/,
    );
    assert.match(
      form("html"),
      /Rules that failed \(1\)[\s\S]*tls-off[\s\S]*Not decided \(1\)[\s\S]*hba-trust/,
    );
    assert.match(
      form("junit"),
      /errors="1" skipped="2"[\s\S]*<error message="not decided: the rule itself failed/,
    );
    assert.equal(XMLValidator.validate(form("junit")), true);
    assert.deepEqual((JSON.parse(form("json")) as Report).unknown[0], broken);
    const [run] = (JSON.parse(form("sarif")) as Log).runs;
    assert.equal(run?.invocations?.[0]?.executionSuccessful, false);
    assert.deepEqual(
      run?.invocations?.[0]?.toolExecutionNotifications?.map(({ level }) => level),
      ["error", "note"],
    );
    const [content] = (JSON.parse(form("sarif", whole)) as Log).runs;
    assert.equal(content?.invocations?.[0]?.executionSuccessful, true);
    for (const format of ["text", "markdown", "html"] as const)
      assert.doesNotMatch(form(format, whole), /failed/i, format);
  });

  test("rules that lack the same thing are told of together", () => {
    const reason = "pg_hba.conf may not be read: GRANT it";
    const unknown = ["hba-md5", "hba-trust", "hba-trust"].map((rule) => ({ rule, reason }));
    const report: Report = { ...reportOf([]), unknown };
    const form = (format: (typeof REPORT_FORMATS)[number]) => renderReport(report, format, { bar: "high" });
    assert.match(form("text"), /^ {2}- hba-md5, hba-trust: pg_hba\.conf may/mu);
    assert.match(form("markdown"), /^- `hba-md5, hba-trust`: pg/mu);
    for (const format of ["text", "markdown", "html"] as const)
      assert.equal(form(format).split("may not be read").length, 2, format);
  });

  test("only what can be run as SQL is shown as SQL", () => {
    const prose = RULES.find(({ id }) => id === "hba-trust")?.fix ?? "";
    const line = { rule: "hba-trust", key: "hba-trust:x", fix: prose };
    for (const format of ["markdown", "html"] as const) {
      const said = renderReport(reportOf([found("a", line)]), format, { bar: "high" });
      assert.match(said, /Mend it:/, format);
      assert.doesNotMatch(said, /```sql|<pre>Use scram/, format);
      const statement = renderReport(reportOf([found("a")]), format, { bar: "high" });
      assert.match(statement, /```sql\n {3}ALTER TABLE|<pre>ALTER TABLE/, format);
    }
  });

  test("every form for people says of each of the first ones what to write with Palisade, or that nothing makes it", () => {
    const report = reportOf([
      found("a", { rule: "rls-missing" }),
      found("b", { rule: "rls-not-forced" }),
      found("c", { rule: "hba-trust" }),
    ]);
    for (const format of ["text", "markdown", "html"] as const) {
      const said = renderReport(report, format, { bar: "high" }).replaceAll("\\", "");
      assert.match(said, /new palisade\.TenantIsolation/, format);
      assert.match(said, /as for [^ ]*(rls-missing|rls-not-forced)[^ ]* above/, format);
      assert.match(said, /no component of Palisade writes pg_hba\.conf/, format);
    }
  });

  test("the page has no element and no attribute from a name", () => {
    const text = renderReport(HOSTILE, "html", { bar: "high" });
    assert.doesNotMatch(text, /<script>alert|<img|<svg|onerror="|onload="/u);
    assert.match(text, /default-src 'none'/);
  });

  test("the page says when it was made, and the forms that are compared by machines do not", () => {
    const now = new Date("2026-03-04T05:06:07Z");
    for (const format of REPORT_FORMATS) {
      const text = renderReport(HOSTILE, format, { bar: "high", now });
      assert.equal(text.includes("2026-03-04 05:06 UTC"), format === "html", format);
      assert.equal(/2026-03-04/.test(text), format === "html", format);
    }
  });

  test("what is first to be mended is one finding a rule, with its reason and its statement", () => {
    const report = reportOf([
      found("a", { rule: "rls-missing", severity: "critical", message: "table app.a is open" }),
      found("b", { rule: "rls-missing", severity: "critical", message: "table app.b is open" }),
      found("c"),
    ]);
    const text = renderReport(report, "text", { bar: "high" });
    const first = text.slice(0, text.indexOf("CRITICAL"));
    assert.match(first, /1\. table app\.a is open \[rls-missing, critical\]\n {5}why: {2}\S/);
    assert.match(first, /and 1 more of the same rule/);
    assert.doesNotMatch(first, /app\.b/);
    assert.match(first, /2\. .*app\.c/);
    assert.match(first, /fix: {2}ALTER TABLE app\.c\n {13}FORCE ROW LEVEL SECURITY;/);
    assert.match(text, /Score 71 of 100\.\n$/);
  });
});

describe("a baseline", () => {
  const before = reportOf([found("a"), found("gone")]);

  test("leaves what is known out of findings, counts and exit status, and says so", () => {
    const report = newSince(reportOf([found("a"), found("b")]), parseReport(JSON.stringify(before)));
    assert.deepEqual(
      report.findings.map(({ object }) => object.name),
      ["b"],
    );
    assert.equal(report.summary.high, 1);
    assert.deepEqual(report.baseline, { known: 1, gone: 1 });
    assert.match(renderReport(report, "text", { bar: "high" }), /1 known finding left out, 1 gone/);
    assert.match(renderReport(report, "sarif", { bar: "high" }), /"baselineState": "new"/);
  });

  test("that is no report is refused with what to give instead", () => {
    for (const text of [
      "{",
      "[]",
      "null",
      '{"schemaVersion":2,"findings":[]}',
      '{"schemaVersion":1,"findings":[{}]}',
    ])
      assert.throws(() => parseReport(text), { name: "ReportError" }, text);
  });
});
