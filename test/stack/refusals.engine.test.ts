import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SHOP_TENANTS } from "../../examples/shop/tenants";
import { withSession } from "../../postgres/connect/session";
import { serverFor, startTestServer, type TestServer } from "../servers";
import { TestStack } from "./test-stack";

/** Just before the outputs: where a careless colleague would add a line. */
const PLACE = "export { database, schemas };";

describe("what is refused before anything is registered or changed", () => {
  let server: TestServer;
  let stack: TestStack;

  before(async () => {
    server = await serverFor(18);
    stack = await TestStack.create(server);
  });
  after(() => stack.remove());

  /** One changed line of the program → the rule's id and what its text must name. */
  const insecure: readonly (readonly [string, string, string, readonly RegExp[]])[] = [
    [
      "a superuser that can log in",
      PLACE,
      `new postgresql.Role("oops", { name: "oops", login: true, superuser: true });\n${PLACE}`,
      [/role-superuser-login/, /oops/, /superuser/i],
    ],
    [
      "a role that bypasses row security",
      PLACE,
      `new postgresql.Role("oops", { name: "oops", login: true, bypassRowLevelSecurity: true });\n${PLACE}`,
      [/role-bypassrls-login/, /oops/],
    ],
    [
      "a grant to PUBLIC",
      PLACE,
      `new postgresql.Grant("oops", { database: "shop", schema: "app", objectType: "table", role: "public", privileges: ["SELECT"] });\n${PLACE}`,
      [/grant-public-table/, /PUBLIC/],
    ],
    [
      "a password in plain text",
      PLACE,
      `new postgresql.Role("oops", { name: "oops", login: true, connectionLimit: 1, password: "correct horse battery" });\n${PLACE}`,
      [/password-plaintext-input/, /oops/],
    ],
  ];
  for (const [name, line, by, expected] of insecure) {
    test(`${name} is rejected at preview with the rule, the object and the fix`, async () => {
      stack.edit("infra/index.ts", line, by);
      const { code, output } = await stack.preview();
      stack.restore("infra/index.ts");
      assert.notEqual(code, 0, output);
      assert.match(output, /\[mandatory\]|mandatory/i);
      for (const pattern of expected) assert.match(output, pattern);
      assert.match(output, /fix:/i);
      assert.ok(!output.includes("correct horse battery"), "the value is not shown");
    });
  }

  test("an unprotected database and an unverified connection are rejected by configuration alone", async () => {
    await stack.configure({ protect: "false", adminTlsMode: "require" });
    const { code, output } = await stack.preview();
    await stack.configure({ protect: "true", adminTlsMode: "verify-full" });
    assert.notEqual(code, 0, output);
    assert.match(output, /database-unprotected/);
    assert.match(output, /connection-tls-unverified/);
  });

  test("every mistake of the configuration is reported at once, and no resource is registered", async () => {
    await stack.configure({
      port: "fivefourthreetwo",
      schemas: '["app", ""]',
      adminTlsMode: "prefer",
      databse: "shop",
      tenants: '{"setting": "tenant"}',
    });
    const { code, output } = await stack.preview();
    assert.notEqual(code, 0);
    for (const pattern of [
      /palisade:port/,
      /palisade:schemas\[1\]/,
      /palisade:adminTlsMode/,
      /palisade:databse.*database/s,
      /palisade:tenants\.setting/,
    ]) {
      assert.match(output, pattern);
    }
    assert.doesNotMatch(output, /postgresql:index|random:index|palisade:index/);
    assert.ok(!output.includes(server.settings.password ?? ""), "no secret is shown");
    await stack.configure({
      port: String(server.settings.port),
      schemas: '["app", "billing"]',
      adminTlsMode: "verify-full",
      tenants: JSON.stringify(SHOP_TENANTS),
    });
    await stack.succeed(["config", "rm", "palisade:databse"]);
  });

  test("a wrong password is one clear sentence, and nothing is created", async () => {
    await stack.setSecret("adminPassword", "not the password");
    const { code, output } = await stack.run(["up", "--yes", "--skip-preview"]);
    await stack.setSecret("adminPassword", server.settings.password ?? "");
    assert.notEqual(code, 0);
    assert.match(output, /password/i);
    assert.ok(!output.includes("not the password"));
    const rows = await withSession(server.settings, (session) =>
      session.query("SELECT 1 FROM pg_roles WHERE rolname LIKE $1", [`${stack.database}%`]),
    );
    assert.deepEqual(rows, []);
  });

  test("a server that is down is one clear sentence", async () => {
    const other = await startTestServer(18);
    const port = String(other.port);
    await other.stop();
    await stack.configure({ port });
    const { code, output } = await stack.run(["up", "--yes", "--skip-preview"]);
    await stack.configure({ port: String(server.settings.port) });
    assert.notEqual(code, 0);
    assert.match(output, /nothing listens on|refused|connect/i);
  });
});
