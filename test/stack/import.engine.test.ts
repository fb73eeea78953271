import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import ts from "typescript";
import { type Session, withSession } from "../../postgres/connect/session";
import {
  createShopObjects,
  createShopRoles,
  dropShopRoles,
  type ShopRoles,
} from "../../postgres/testing/shop";
import { freshDatabase, serverFor, type TestDatabase, type TestServer, uniqueName } from "../servers";
import { TestStack } from "./test-stack";

const PROVIDER = `import * as pulumi from "@pulumi/pulumi";
import * as palisade from "..";
const config = new pulumi.Config("palisade");
const server = new palisade.Provider("server", {
  host: config.require("host"),
  port: config.requireNumber("port"),
  username: config.require("adminUser"),
  password: config.requireSecret("adminPassword"),
  caCertificateFile: config.require("caFile"),
});
`;

/** A table's name, as it stands between double quotes, that any language would have to escape. */
const HOSTILE = `it's \\ $\{x} %{y} ""odd"" 👋`;

/** A database that somebody else built, with a little of everything. */
const STATE = (r: ShopRoles, database: string) => `
  GRANT USAGE ON SCHEMA app TO "${r.app}", "${r.readonly}";
  GRANT SELECT ON ALL TABLES IN SCHEMA app TO "${r.app}";
  GRANT DELETE ON app.orders TO "${r.app}" WITH GRANT OPTION;
  GRANT SELECT (id, state) ON app.orders TO "${r.readonly}";
  ALTER DEFAULT PRIVILEGES FOR ROLE "${r.owner}" IN SCHEMA app GRANT SELECT ON TABLES TO "${r.app}";
  ALTER ROLE "${r.app}" IN DATABASE "${database}" SET search_path TO app, pg_temp;
  ALTER ROLE "${r.app}" CONNECTION LIMIT 20;
  GRANT pg_monitor TO "${r.readonly}";
  GRANT SET ON PARAMETER log_statement TO "${r.owner}";
  SET ROLE "${r.owner}";
  CREATE TABLE app."${HOSTILE}" ("a.b" bigint, "\\n" text);
  GRANT SELECT ("a.b", "\\n") ON app."${HOSTILE}" TO "${r.readonly}";`;

const IMPORT = /^import .*;$/gm;

/** What the compiler has to say about one file under the project's strict options. The import names what nobody uses yet. */
function mistakesIn(file: string): string[] {
  const root = join(__dirname, "..", "..");
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, root);
  const compiled = ts.createProgram([file], { ...options, noEmit: true, noUnusedLocals: false });
  return ts
    .getPreEmitDiagnostics(compiled)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("pulumi import of a live database's access", () => {
  let server: TestServer;
  let database: TestDatabase;
  let roles: ShopRoles;
  let stack: TestStack;

  before(async () => {
    server = await serverFor(18);
    database = await freshDatabase(server, "imported");
    await admin(async (session) => {
      roles = await createShopRoles(session, uniqueName("imported"));
      await createShopObjects(session, roles.owner);
      await session.query(STATE(roles, database.name));
    });
    stack = await TestStack.create(server);
  });

  after(async () => {
    stack.remove();
    await database.drop();
    await withSession(server.settings, (session) => dropShopRoles(session, roles));
  });

  const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
  const program = (text: string) => writeFileSync(join(stack.folder, "infra", "index.ts"), text);

  const resources = async () => {
    const text = await stack.succeed(["stack", "export"]);
    const { deployment } = JSON.parse(text) as {
      deployment: { resources: { urn: string; type: string; inputs?: Record<string, unknown> }[] };
    };
    return deployment.resources;
  };

  test("gives code whose first preview is empty and whose drift is seen", async () => {
    program(PROVIDER);
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    const urn = (await resources()).find(({ type }) => type === "pulumi:providers:palisade")?.urn;
    assert.ok(urn);
    const generated = join(stack.folder, "generated.ts");
    const imported = await stack.succeed([
      ...["import", "palisade:index:Access", "shop", database.name],
      ...["--provider", `server=${urn}`, "--yes", "--out", generated],
    ]);
    assert.match(imported, /1 imported/);
    const code = readFileSync(generated, "utf8");
    assert.match(code, /^import \* as palisade from "pulumi-palisade";$/m);
    assert.match(code, /protect: true/);
    // The project's own folder is no package beside itself, so the imports are the program's.
    program(`${PROVIDER}${code.replaceAll(IMPORT, "")}`);
    assert.deepEqual(mistakesIn(join(stack.folder, "infra", "index.ts")), [], "it compiles as it is");
    const { code: status, output } = await stack.run(["preview", "--diff", "--expect-no-changes"]);
    assert.equal(status, 0, output);
    await admin((session) => session.query(`GRANT TRUNCATE ON app.orders TO "${roles.stranger}"`));
    const drifted = await stack.run(["preview", "--diff"]);
    assert.match(drifted.output, new RegExp(`${roles.stranger} loses TRUNCATE`));
    await stack.succeed(["up", "--yes", "--skip-preview"]);
    assert.equal((await stack.run(["preview", "--expect-no-changes"])).code, 0);
  });
});
