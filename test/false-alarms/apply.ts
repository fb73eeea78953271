import assert from "node:assert/strict";
import { construct, type Made, providers } from "../../components/testing/mocks";
import { postgresqlStatements } from "../../policies/testing/postgresql-statements";
import { converge } from "../../postgres/apply/converge";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";
import { readingFor } from "../../postgres/plan/reading";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { readTenancyFacts } from "../../postgres/plan/tenancy/read-tenancy";
import type { TestServer } from "../servers";
import { sampleSchema } from "./sample";
import { makePart, type Scene } from "./scene";

/** The database of every scene; on a server of their own, one after the other. */
export const DATABASE = "shop";

/** What the parts of a scene make, which is the same for every major. */
const declared = new Map<Scene, readonly Made[]>();

async function declare(scene: Scene): Promise<readonly Made[]> {
  const known = declared.get(scene);
  if (known !== undefined) return known;
  const made: Made[] = [];
  for (const part of scene.parts) {
    const one = await construct((opts) => makePart(part, { ...opts, providers: providers() }));
    made.push(...one.made);
  }
  declared.set(scene, made);
  return made;
}

/** Makes a server what a scene declares: an update, the migrations, and the update that protects and opens what they made. */
export async function build(server: TestServer, scene: Scene): Promise<ConnectionSettings> {
  const made = await declare(scene);
  const owner = String(
    ofType(made, "postgresql:index/database:Database")[0]?.["owner"] ?? `${DATABASE}_owner`,
  );
  await run(server.settings, [
    ...ofType(made, ROLE).flatMap((inputs) =>
      postgresqlStatements({ type: ROLE, name: "", urn: "", protect: false, inputs }),
    ),
    ...(scene.before ?? []),
    `CREATE DATABASE ${DATABASE} OWNER ${owner} TEMPLATE template0`,
  ]);
  const settings = { ...server.settings, database: DATABASE };
  await run(
    settings,
    Object.keys(scene.schemas).map((schema) => `CREATE SCHEMA ${schema} AUTHORIZATION ${owner}`),
  );
  if (scene.adopted !== true) await update(settings, made);
  await run(settings, [
    `SET ROLE ${owner}`,
    ...Object.entries(scene.schemas).flatMap(([schema, keys]) => sampleSchema(schema, keys, server.major)),
    ...(scene.migration ?? []),
  ]);
  await update(settings, made);
  return settings;
}

/** Removes the database and every role that is not the server's own. */
export async function clear(server: TestServer): Promise<void> {
  await withSession(server.settings, async (session) => {
    await session.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    const roles = await session.rows(
      "SELECT quote_ident(rolname) FROM pg_roles WHERE oid >= 16384 AND rolname <> current_user",
    );
    if (roles.length === 0) return;
    const names = roles.flat().join(", ");
    // The privileges in the database that comes with the server.
    await session.query(`DROP OWNED BY ${names}`);
    await session.query(`DROP ROLE ${names}`);
  });
}

const ROLE = "postgresql:index/role:Role";

function ofType(made: readonly Made[], type: string): Made["inputs"][] {
  return made.filter((one) => one.type === type).map(({ inputs }) => inputs);
}

async function run(settings: ConnectionSettings, statements: readonly string[]): Promise<void> {
  await withSession(settings, async (session) => {
    for (const sql of statements) await session.query(sql);
  });
}

/** What the plugin's resources do, in the order in which the components declare them. */
async function update(settings: ConnectionSettings, made: readonly Made[]): Promise<void> {
  for (const { type, inputs } of made) {
    const there = { ...settings, database: String(inputs["database"]) };
    if (type === "palisade:index:RowSecurity") await protect(there, inputs);
    if (type === "palisade:index:Access") await open(there, inputs);
  }
}

async function protect(settings: ConnectionSettings, inputs: Made["inputs"]): Promise<void> {
  const { intent, problems } = parseRowSecurity(inputs);
  assert.ok(intent, JSON.stringify(problems));
  await converge(settings, async (session) => {
    const reading = { schemas: intent.schemas, columns: true, areas: "schemas" } as const;
    const model = await readTenancyFacts(session, intent, await readDatabaseModel(session, reading));
    const plan = planRowSecurity(intent, model);
    assert.deepEqual(plan.problems, []);
    return plan;
  });
}

async function open(settings: ConnectionSettings, inputs: Made["inputs"]): Promise<void> {
  const { intent, problems } = parseAccess(inputs);
  assert.ok(intent, JSON.stringify(problems));
  await converge(settings, async (session) => {
    const plan = planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    assert.deepEqual(plan.problems, []);
    return plan;
  });
}
