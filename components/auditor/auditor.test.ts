import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parseAccess } from "../../postgres/plan/parse-access";
import { scramVerifier } from "../../postgres/scram";
import { construct, find, MOCK_PASSWORD, MOCK_SALT, mockEngine, providers, settled } from "../testing/mocks";
import { InvalidArguments } from "../validation";
import type { AuditorArgs } from "./args";
import { Auditor } from "./auditor";

mockEngine();

const ROLE = "postgresql:index/role:Role";
const ACCESS = "palisade:index:Access";
const args: AuditorArgs = { database: "shop", server: { host: "db.example.com", caFile: "/ca.pem" } };
const build = (more: Partial<AuditorArgs> = {}) =>
  construct((opts) => new Auditor("audit", { ...args, ...more }, { ...opts, providers: providers() }));

describe("Auditor", () => {
  test("makes one login role without any attribute, of whose password the server sees the verifier only", async () => {
    const { made } = await build();
    const role = find(made, ROLE, "audit-role");
    assert.deepEqual(role.inputs, {
      name: "palisade_auditor",
      login: true,
      inherit: true,
      superuser: false,
      createDatabase: false,
      createRole: false,
      replication: false,
      bypassRowLevelSecurity: false,
      connectionLimit: 5,
      password: scramVerifier(MOCK_PASSWORD, { salt: Buffer.from(MOCK_SALT, "base64") }),
    });
    assert.deepEqual(role.secrets, ["password"]);
    assert.ok(!JSON.stringify(made).includes(MOCK_PASSWORD));
  });

  test("hands out a name, a secret password, and a secret connection string that verifies the server", async () => {
    const { component } = await build();
    assert.equal(await settled(component.username), "palisade_auditor");
    assert.equal(await settled(component.password), MOCK_PASSWORD);
    assert.equal(
      await settled(component.connectionString),
      `postgresql://palisade_auditor:${MOCK_PASSWORD}@db.example.com:5432/shop?sslmode=verify-full&sslrootcert=/ca.pem`,
    );
    assert.deepEqual(
      await Promise.all(
        [component.username, component.password, component.connectionString].map((one) =>
          pulumi.isSecret(one as pulumi.Output<unknown>),
        ),
      ),
      [false, true, true],
    );
  });

  test("adds its rights to what is there, in every database that it looks at, and takes nothing", async () => {
    const { made } = await build({ databases: ["billing", "My Shop"] });
    const graphs = made.filter(({ type }) => type === ACCESS);
    assert.deepEqual(
      graphs.map(({ name, inputs }) => [name, inputs["database"], inputs["mode"], inputs["schemas"]]),
      [
        ["audit-access", "shop", "additive", {}],
        ["audit-access-billing", "billing", "additive", {}],
        ["audit-access-My Shop", "My Shop", "additive", {}],
      ],
    );
    for (const { inputs } of graphs) assert.deepEqual(parseAccess(inputs).problems, []);
  });

  test("reads the catalogs, and no table of anybody's", async () => {
    const { made } = await build();
    const { grants, roles } = find(made, ACCESS, "audit-access").inputs as {
      grants: {
        to: string[];
        privileges: string[];
        on: { kind: string; schema?: string; name?: string }[];
      }[];
      roles: Record<string, { memberOf: string[]; allDatabases: Record<string, string> }>;
    };
    assert.deepEqual(
      grants.flatMap(({ to, privileges, on }) =>
        on.map(({ kind, schema, name }) => [...to, ...privileges, kind, schema, name]),
      ),
      [
        ["palisade_auditor", "CONNECT", "database", undefined, undefined],
        ["palisade_auditor", "SELECT", "views", "pg_catalog", "pg_file_settings"],
        ["palisade_auditor", "SELECT", "views", "pg_catalog", "pg_hba_file_rules"],
        ["palisade_auditor", "EXECUTE", "functions", "pg_catalog", "pg_hba_file_rules"],
        ["palisade_auditor", "EXECUTE", "functions", "pg_catalog", "pg_show_all_file_settings"],
      ],
    );
    const asserted = roles["palisade_auditor"];
    assert.deepEqual(asserted?.memberOf, ["pg_read_all_settings", "pg_read_all_stats"]);
    assert.equal(asserted?.allDatabases["default_transaction_read_only"], "on");
    assert.equal(asserted?.allDatabases["statement_timeout"], "30s");
  });

  test("does without what only a superuser can grant", async () => {
    const { component } = await build({ configurationFiles: false });
    assert.deepEqual(await settled(component.grants), [
      { to: ["palisade_auditor"], privileges: ["CONNECT"], on: [{ kind: "database" }] },
    ]);
  });

  test("leaves the granting to another Access, which gets all of it", async () => {
    const { component, made } = await build({ grantedElsewhere: true, name: pulumi.output("watcher") });
    assert.ok(!made.some(({ type }) => type === ACCESS));
    const { problems } = parseAccess({
      database: "shop",
      owner: "shop_owner",
      schemas: {},
      grants: await settled(component.grants),
      roles: await settled(component.assertions),
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(await settled(component.assertions)), ["watcher"]);
  });

  test("draws another password when its version changes", async () => {
    const { made } = await build({ passwordVersion: "2" });
    const keepers = made.filter(({ inputs }) => "keepers" in inputs).map(({ name }) => name);
    assert.deepEqual(keepers, ["audit-role-password", "audit-role-salt"]);
  });

  test("reports every wrong argument at once, and a provider that is missing", () => {
    const wrong: AuditorArgs = {
      name: "pg_auditor",
      connectionLimit: 0,
      statementTimeout: "soon",
      database: "shop",
      databases: ["shop", ""],
      server: { host: "", port: 0 },
    };
    assert.throws(
      () => new Auditor("wrong", wrong, { providers: providers().slice(0, 1) }),
      (error) => {
        assert.ok(error instanceof InvalidArguments);
        assert.deepEqual(
          error.errors.map(({ propertyPath }) => propertyPath),
          [
            "name",
            "connectionLimit",
            "statementTimeout",
            "databases[1]",
            "databases",
            "server.host",
            "server.port",
            "opts.providers",
          ],
        );
        return true;
      },
    );
  });
});
