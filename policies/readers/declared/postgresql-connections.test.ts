import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factsOf } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { declared } from "../../testing/declared";
import { findings, passed, undecided } from "../../testing/judged";
import { type DeclaredResource, readDeclaredFacts } from "../declared";

const LATER = new Unknown("the input is not known before the update");
const RULE = "connection-tls-unverified";
const subscription = (conninfo: unknown) =>
  declared("postgresql:index/subscription:Subscription", "orders", {
    database: "shop",
    name: "orders",
    conninfo,
    publications: ["p"],
  });
const server = (options: unknown, fdwName: unknown = "postgres_fdw") =>
  declared("postgresql:index/server:Server", "other", { serverName: "other", fdwName, options });
const provider = (of: "palisade" | "postgresql", inputs: Record<string, unknown>) =>
  declared(`pulumi:providers:${of}`, "db", { host: "db.example.com", sslmode: "verify-full", ...inputs });
const OF_SUBSCRIPTION = `${RULE}:shop:connection of subscription orders`;
const OF_SERVER = `${RULE}:connection of foreign server other`;

describe("the connection of a subscription", () => {
  for (const [conninfo, found] of [
    ["host=db.example.com sslmode=require password=hunter2", true],
    ["host=db.example.com password=hunter2", true],
    ["hostaddr = 10.0.0.7 dbname='my db' password='hunter\\'2 sslmode=verify-full'", true],
    ["postgresql://u:hunter2@db.example.com/d?sslmode=prefer", true],
    ["host=db.example.com sslmode='verify-full' password=hunter2", false],
    ["password='hunter2 x' sslmode='verify-full' host=db.example.com", false],
    ["host=db.example.com sslrootcert=system password=hunter2", false],
    ["postgres://u:hunter2@db.example.com/d?sslmode=verify-ca", false],
  ] as const) {
    test(`of ${conninfo.replaceAll("hunter", "")} is ${found ? "found" : "passed"}`, () => {
      assert.deepEqual(findings(subscription(conninfo)), found ? [OF_SUBSCRIPTION] : []);
      assert.equal(passed(subscription(conninfo)).includes(RULE), !found);
    });
  }

  test("over a Unix socket has no TLS", () => {
    for (const conninfo of ["dbname=d", "host=/run/postgresql", "postgresql:///d"]) {
      assert.deepEqual(findings(subscription(conninfo)), [], conninfo);
      assert.deepEqual(undecided(subscription(conninfo)), [], conninfo);
    }
  });

  test("is undecided where the text says nothing, and never passed", () => {
    for (const conninfo of [
      LATER,
      "service=other",
      "service=other host=a",
      "host=a sslmode=hunter2",
      "host=a password='hunter2",
      "hunter2",
      "postgresql://hunter2@a:b:c/d",
    ])
      assert.ok(undecided(subscription(conninfo)).includes(RULE), String(conninfo));
    assert.deepEqual(findings(subscription("service=other sslmode=verify-full")), []);
  });

  test("never gets anything of its text but the host and the mode into a fact or a verdict", () => {
    for (const conninfo of [
      "host=a user=hunter2 password=hunter2",
      "host=a sslmode=hunter2",
      "hunter2",
      "postgresql://hunter2:hunter2@a/hunter2?hunter2=hunter2",
    ]) {
      const facts = readDeclaredFacts([subscription(conninfo)]);
      assert.equal(factsOf(facts, "connection").length, 1);
      const judgement = judge(RULES, facts, { now: new Date("2026-12-01") });
      assert.doesNotMatch(
        JSON.stringify([facts, judgement.findings, judgement.unknown]),
        /hunter2/,
        conninfo,
      );
    }
  });
});

describe("the password of a connection", () => {
  const KNOWN = "password-guessable-input";
  const mapping = (options: unknown) =>
    declared("postgresql:index/userMapping:UserMapping", "web", {
      serverName: "other",
      userName: "web",
      options,
    });
  const of = (resource: Parameters<typeof findings>[0]) =>
    findings({ ...resource, secretInputs: ["conninfo", "options"] }).filter((key) =>
      key.startsWith("password-"),
    );

  test("is found where it is no secret, and undecided where there may be none", () => {
    const NOT_SECRET = "password-not-secret";
    const marked = (resource: DeclaredResource, ...secretInputs: string[]) => ({ ...resource, secretInputs });
    const inClear = (resource: DeclaredResource) =>
      findings(resource).filter((key) => key.startsWith(NOT_SECRET));
    for (const resource of [
      marked(subscription("host=db.example.com password=Tq4-w0bW.of-chance")),
      marked(mapping({ password: "Tq4-w0bW.of-chance" })),
      marked(mapping({ user: "u", password: LATER }), "options.user"),
      marked(provider("postgresql", { password: "Tq4-w0bW.of-chance" })),
      marked(provider("palisade", { password: LATER }), "username"),
    ])
      assert.deepEqual(inClear(resource).length, 1, resource.type);
    for (const resource of [
      marked(subscription("host=db.example.com password=Tq4-w0bW.of-chance"), "conninfo"),
      marked(subscription(LATER), "conninfo"),
      marked(mapping({ password: "Tq4-w0bW.of-chance" }), "options.password"),
      marked(mapping({ password: "Tq4-w0bW.of-chance" }), "options"),
      marked(mapping(LATER), "options"),
      marked(provider("postgresql", { password: LATER }), "password"),
      marked(provider("palisade", {})),
    ]) {
      assert.deepEqual(inClear(resource), [], resource.type);
      assert.ok(!undecided(resource).includes(NOT_SECRET), resource.type);
    }
    for (const resource of [marked(subscription(LATER)), marked(mapping(LATER))]) {
      assert.deepEqual(inClear(resource), [], resource.type);
      assert.ok(undecided(resource).includes(NOT_SECRET), resource.type);
    }
    const { secretInputs: _, ...untold } = mapping({ password: "Tq4-w0bW.of-chance" });
    assert.ok(undecided(untold).includes(NOT_SECRET), "whoever cannot tell does not pass it");
  });

  test("of a provider is found where everybody tries it first", () => {
    const guessable = provider("postgresql", { username: "admin", password: "admin1" });
    const found = findings(guessable).filter((key) => key.startsWith("password-"));
    assert.deepEqual(found, [`${KNOWN}:password provider db`]);
  });

  test("is found where everybody tries it first, in any spelling of the connection", () => {
    for (const conninfo of [
      "host=db.example.com password=postgres",
      "host=db.example.com password = 'change\\me'",
      "postgresql://replica:changeme@db.example.com/d",
      "user=replica password=replica1 host=db.example.com",
    ])
      assert.deepEqual(of(subscription(conninfo)), [`${KNOWN}:password subscription orders`], conninfo);
    assert.deepEqual(of(mapping({ user: "web", password: "web" })), [`${KNOWN}:password user mapping other`]);
  });

  test("is left alone otherwise, for it must stand there, and is undecided where it is not known", () => {
    for (const resource of [
      subscription("host=db.example.com password=Tq4-w0bW.of-chance"),
      subscription("host=db.example.com"),
      mapping({ user: "web", password: "Tq4-w0bW.of-chance" }),
      mapping({ user: "web" }),
      mapping(undefined),
    ])
      assert.deepEqual(of(resource), []);
    for (const resource of [subscription(LATER), mapping(LATER), mapping({ password: LATER })])
      assert.ok(undecided(resource).includes(KNOWN));
  });

  test("gets into no text, found or not", () => {
    for (const resource of [
      subscription("host=a user=hunter2 password=hunter2"),
      mapping({ user: "u", password: "hunter2" }),
    ]) {
      const facts = readDeclaredFacts([resource]);
      const { findings: found, unknown } = judge(RULES, facts, { now: new Date("2026-12-01") });
      assert.doesNotMatch(JSON.stringify([facts, found, unknown]), /hunter2/);
    }
  });
});

describe("the connection to a foreign server", () => {
  test("is mended in the program, not by a statement", () => {
    const { findings: found } = judge(RULES, readDeclaredFacts([server({ host: "db.example.com" })]), {
      now: new Date("2026-12-01"),
    });
    assert.deepEqual(
      found.map(({ fix }) => fix),
      ["set sslmode to verify-full"],
    );
  });

  test("is judged by its options, where the wrapper is PostgreSQL's", () => {
    assert.deepEqual(findings(server({ host: "db.example.com" })), [OF_SERVER]);
    assert.deepEqual(findings(server({ host: "db.example.com", sslmode: "require" }, "dblink_fdw")), [
      OF_SERVER,
    ]);
    assert.ok(passed(server({ host: "db.example.com", sslmode: "verify-full" })).includes(RULE));
    assert.deepEqual(findings(server({ filename: "x" }, "file_fdw")), []);
    assert.ok(!passed(server({ host: "db.example.com" }, "mysql_fdw")).includes(RULE));
    assert.deepEqual(findings(server(undefined)), [], "this server's own socket");
  });

  test("is undecided where the wrapper or an option is not known", () => {
    for (const resource of [
      server(LATER),
      server({ host: LATER }),
      server({ host: "db.example.com", sslmode: LATER }),
      server({ host: "db.example.com" }, LATER),
    ])
      assert.deepEqual(undecided(resource), [RULE]);
  });
});
