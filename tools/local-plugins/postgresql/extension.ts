import type { Session } from "../../../postgres/connect/session";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import type { Properties } from "../../../provider/plugin/protocol";
import { standInResource, textOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { splitId } from "./ids";
import { change, configurationOf, type ServerContext, unlessDatabaseIsGone, withDatabase } from "./sessions";

/** `postgresql:index/extension:Extension`; its id is `database.extension`. */
export const extension = standInResource<Configuration>({
  inputs: {
    name: { autoName: true, replace: true },
    database: { computed: true, replace: true },
    schema: { computed: true },
    version: { computed: true },
    createCascade: { default: false },
    dropCascade: { default: false },
  },
  create: async (inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    const database = textOf(inputs, "database") ?? configurationOf(context).settings.database;
    await change(context, database, async (session) => {
      await session.query(createExtension(inputs));
    });
    const outputs = await readExtension(database, name, inputs, context);
    if (outputs === undefined) throw new Error(`the extension ${JSON.stringify(name)} has gone again`);
    return { id: `${database}.${name}`, outputs };
  },
  read: async (id, state, context) => {
    const [database, name] = splitId(id, "database.extension");
    const outputs = await unlessDatabaseIsGone(
      () => readExtension(database, name, state, context),
      undefined,
    );
    return outputs === undefined ? null : { id, outputs };
  },
  update: async (id, state, inputs, context) => {
    const [database, name] = splitId(id, "database.extension");
    await change(context, database, async (session) => {
      const schema = textOf(inputs, "schema");
      if (schema !== undefined && schema !== state["schema"]) {
        await session.query(`ALTER EXTENSION ${quoteIdentifier(name)} SET SCHEMA ${quoteIdentifier(schema)}`);
      }
      const version = textOf(inputs, "version");
      if (version !== undefined && version !== state["version"]) {
        await session.query(`ALTER EXTENSION ${quoteIdentifier(name)} UPDATE TO ${quoteIdentifier(version)}`);
      }
    });
    return (await readExtension(database, name, inputs, context)) ?? state;
  },
  delete: async (id, state, context) => {
    const [database, name] = splitId(id, "database.extension");
    const mode = state["dropCascade"] === true ? "CASCADE" : "RESTRICT";
    const drop = (session: Session) =>
      session.query(`DROP EXTENSION IF EXISTS ${quoteIdentifier(name)} ${mode}`);
    await unlessDatabaseIsGone(() => change(context, database, drop), []);
  },
});

/** The CREATE EXTENSION statement. */
export function createExtension(inputs: Properties): string {
  const words = [`CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(textOf(inputs, "name") ?? "")}`];
  const schema = textOf(inputs, "schema");
  if (schema !== undefined && schema !== "") words.push(`SCHEMA ${quoteIdentifier(schema)}`);
  const version = textOf(inputs, "version");
  if (version !== undefined && version !== "") words.push(`VERSION ${quoteIdentifier(version)}`);
  if (inputs["createCascade"] === true) words.push("CASCADE");
  return words.join(" ");
}

async function readExtension(
  database: string,
  name: string,
  known: Properties,
  context: ServerContext,
): Promise<Properties | undefined> {
  return withDatabase(context, database, async (session) => {
    const [row] = await session.query<{ schema: string; version: string }>(
      `SELECT nspname AS schema, extversion AS version FROM pg_extension e
       JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = $1`,
      [name],
    );
    if (row === undefined) return undefined;
    return {
      name,
      database,
      schema: row.schema,
      version: row.version,
      createCascade: known["createCascade"] ?? false,
      dropCascade: known["dropCascade"] ?? false,
    };
  });
}
