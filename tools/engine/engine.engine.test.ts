import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect, type Session } from "../../postgres/connect/session";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { serverFor, type TestServer, uniqueName } from "../../test/servers";
import { describeEngine, type EngineInstallation, ensureEngine } from "./index";
import { PROJECT } from "./locations";
import { type CommandResult, runCommand } from "./run-command";

/** A TypeScript program as users write them, with an import without extension and the official packages. */
const PROGRAM = `
import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { roleName } from "../lib/names";

const config = new pulumi.Config();
const server = new postgresql.Provider("server", {
  host: "localhost",
  port: config.requireNumber("port"),
  username: config.require("username"),
  password: config.requireSecret("password"),
  sslmode: "verify-full",
  sslrootcert: config.require("ca"),
});
const password = new random.RandomPassword("password", { length: 40, special: false });
const role = new postgresql.Role(
  "role",
  { name: roleName(config), login: true, password: password.result, statementTimeout: 30_000 },
  { provider: server },
);
const database = new postgresql.Database("database", { name: roleName(config), owner: role.name }, { provider: server });
export const owner = database.owner;
export const result = password.result;
`;

const LIBRARY = `
import type * as pulumi from "@pulumi/pulumi";
export const roleName = (config: pulumi.Config): string => config.require("name");
`;

describe("the engine that this machine has", () => {
  const folder = mkdtempSync(join(tmpdir(), "palisade-engine-"));
  const name = uniqueName("engine");
  let engine: EngineInstallation;
  let server: TestServer;
  let session: Session;

  const pulumi = (...args: string[]): Promise<CommandResult> =>
    runCommand(engine.pulumi.path, [...args, "--non-interactive"], {
      cwd: folder,
      env: {
        ...process.env,
        ...engine.env,
        PULUMI_BACKEND_URL: `file://${folder}/state`,
        PULUMI_CONFIG_PASSPHRASE: "only a test",
      },
    });
  const succeed = async (...args: string[]): Promise<string> => {
    const result = await pulumi(...args);
    assert.equal(result.status, 0, `pulumi ${args[0]}: ${result.stdout}\n${result.stderr}`);
    return result.stdout + result.stderr;
  };

  before(async () => {
    engine = await ensureEngine();
    server = await serverFor(18);
    session = await connect(server.settings);
    for (const part of ["infra", "lib", "state"]) mkdirSync(join(folder, part), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: engine-test\nruntime: nodejs\nmain: infra/index.ts\n");
    writeFileSync(join(folder, "package.json"), '{ "name": "engine-test", "private": true }\n');
    writeFileSync(join(folder, "infra", "index.ts"), PROGRAM);
    writeFileSync(join(folder, "lib", "names.ts"), LIBRARY);
    await succeed("stack", "init", "test");
    await succeed("config", "set", "port", String(server.port));
    await succeed("config", "set", "username", server.superuser);
    await succeed("config", "set", "--secret", "password", server.password);
    await succeed("config", "set", "ca", server.caFile);
    await succeed("config", "set", "name", name);
  });
  after(async () => {
    await session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
    await session.query(`DROP ROLE IF EXISTS ${quoteIdentifier(name)}`);
    await session.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test("says what is in use, and calls a stand-in a stand-in", () => {
    const text = describeEngine(engine);
    for (const part of ["engine", "language host", "plugin postgresql", "plugin random", "plugin palisade"]) {
      assert.ok(text.includes(part), text);
    }
    for (const plugin of engine.plugins) {
      const line = text.split("\n").find((one) => one.startsWith(`plugin ${plugin.name} `)) ?? "";
      assert.equal(line.includes("stand-in"), plugin.origin === "stand-in", line);
    }
  });

  test("runs a TypeScript program that makes a password, a role and a database", async () => {
    const output = await succeed("up", "--yes");
    assert.match(output, /\+ 5 created/);
    const rows = await session.query<{ owner: string; timeout: string[] }>(
      `SELECT pg_get_userbyid(datdba) AS owner, rolconfig AS timeout
       FROM pg_database JOIN pg_roles ON rolname = datname WHERE datname = $1`,
      [name],
    );
    assert.deepEqual(rows, [{ owner: name, timeout: ["statement_timeout=30000"] }]);
    const password = (await succeed("stack", "output", "result", "--show-secrets")).trim();
    assert.match(password, /^[A-Za-z0-9]{40}$/);
    const own = await connect({ ...server.settings, user: name, password });
    await own.end();
    assert.ok(!output.includes(password));
    const state = readFileSync(
      join(folder, "state", ".pulumi", "stacks", "engine-test", "test.json"),
      "utf8",
    );
    assert.ok(state.includes(name));
    assert.ok(!state.includes(password) && !state.includes(server.password), "no password in the state");
  });

  test("changes nothing the second time", async () => {
    const output = await succeed("up", "--yes");
    assert.match(output, /5 unchanged/);
    assert.doesNotMatch(output, /created|updated|deleted|replaced/);
  });

  test("sees by a refresh what somebody changed on the server, and sets it right", async () => {
    await session.query(`ALTER ROLE ${quoteIdentifier(name)} CREATEDB`);
    const preview = await succeed("preview", "--refresh", "--diff");
    assert.match(preview, /createDatabase/);
    await succeed("up", "--yes", "--refresh");
    const [row] = await session.query("SELECT rolcreatedb FROM pg_roles WHERE rolname = $1", [name]);
    assert.deepEqual(row, { rolcreatedb: false });
    assert.match(await succeed("up", "--yes", "--refresh"), /5 unchanged/);
  });

  test("reports the server's own error at the resource, and leaves nothing pending", async () => {
    await session.query(`ALTER ROLE ${quoteIdentifier(name)} RENAME TO ${quoteIdentifier(`${name}_away`)}`);
    await succeed("config", "set", "name", `${name}_new`);
    const failed = await pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(failed.status, 0);
    assert.match(failed.stdout, new RegExp(`role "${name}" does not exist`));
    await session.query(`ALTER ROLE ${quoteIdentifier(`${name}_away`)} RENAME TO ${quoteIdentifier(name)}`);
    await succeed("config", "set", "name", name);
    assert.match(await succeed("up", "--yes"), /5 unchanged/);
  });

  test("destroys what it made", async () => {
    await succeed("destroy", "--yes");
    const left = await session.query(
      "SELECT datname FROM pg_database WHERE datname = $1 UNION ALL SELECT rolname FROM pg_roles WHERE rolname = $1",
      [name],
    );
    assert.deepEqual(left, []);
  });
});
