import type { Session } from "../../../postgres/connect/session";
import { quoteIdentifier } from "../../../postgres/sql/quote";
import type { Properties } from "../../../provider/plugin/protocol";
import { standInResource, textOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { splitId } from "./ids";
import {
  asMemberOf,
  change,
  configurationOf,
  type ServerContext,
  unlessDatabaseIsGone,
  withDatabase,
} from "./sessions";

/** `postgresql:index/schema:Schema`; its id is `database.schema`. */
export const schema = standInResource<Configuration>({
  inputs: {
    name: { autoName: true },
    database: { computed: true, replace: true },
    owner: { computed: true },
    ifNotExists: { default: true },
    dropCascade: { default: false },
    policies: {
      problem: () => "is deprecated, and the local stand-in does not know it: use postgresql.Grant",
    },
  },
  create: async (inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    const database = databaseOf(inputs, context);
    const owner = textOf(inputs, "owner");
    await change(context, database, async (session) => {
      const [present] = await session.query<{ owner: string }>(
        "SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = $1",
        [name],
      );
      const [home] = await session.query<{ owner: string }>(
        "SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()",
      );
      await asMemberOf(session, [home?.owner, present?.owner, owner], async () => {
        if (present === undefined || inputs["ifNotExists"] === false) {
          const authorization = owner === undefined ? "" : ` AUTHORIZATION ${quoteIdentifier(owner)}`;
          await session.query(`CREATE SCHEMA ${quoteIdentifier(name)}${authorization}`);
        } else if (owner !== undefined && owner !== present.owner) {
          await session.query(`ALTER SCHEMA ${quoteIdentifier(name)} OWNER TO ${quoteIdentifier(owner)}`);
        }
      });
    });
    return { id: `${database}.${name}`, outputs: await outputsOf(database, name, inputs, context) };
  },
  read: async (id, state, context) => {
    const [databasePart, namePart] = splitId(id, "database.schema");
    const database = textOf(state, "database") ?? databasePart;
    const name = textOf(state, "name") ?? namePart;
    const outputs = await unlessDatabaseIsGone(() => readSchema(database, name, state, context), undefined);
    return outputs === undefined ? null : { id, outputs };
  },
  update: async (_id, state, inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    const database = databaseOf(inputs, context);
    const old = textOf(state, "name") ?? name;
    const owners = [textOf(state, "owner"), textOf(inputs, "owner")];
    await change(context, database, (session) =>
      asMemberOf(session, owners, async () => {
        if (old !== name) {
          await session.query(`ALTER SCHEMA ${quoteIdentifier(old)} RENAME TO ${quoteIdentifier(name)}`);
        }
        const [from, to] = owners;
        if (to !== undefined && to !== from) {
          await session.query(`ALTER SCHEMA ${quoteIdentifier(name)} OWNER TO ${quoteIdentifier(to)}`);
        }
      }),
    );
    return outputsOf(database, name, inputs, context);
  },
  delete: async (id, state, context) => {
    const [databasePart, namePart] = splitId(id, "database.schema");
    const name = textOf(state, "name") ?? namePart;
    const drop = async (session: Session) => {
      const [present] = await session.query<{ owner: string }>(
        "SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = $1",
        [name],
      );
      if (present === undefined) return;
      await asMemberOf(session, [present.owner], async () => {
        await session.query(
          `DROP SCHEMA ${quoteIdentifier(name)} ${state["dropCascade"] === true ? "CASCADE" : "RESTRICT"}`,
        );
      });
    };
    const database = textOf(state, "database") ?? databasePart;
    await unlessDatabaseIsGone(() => change(context, database, drop), undefined);
  },
});

function databaseOf(inputs: Properties, context: ServerContext): string {
  return textOf(inputs, "database") ?? configurationOf(context).settings.database;
}

async function outputsOf(
  database: string,
  name: string,
  inputs: Properties,
  context: ServerContext,
): Promise<Properties> {
  const outputs = await readSchema(database, name, inputs, context);
  if (outputs === undefined)
    throw new Error(`the schema ${JSON.stringify(name)} has gone while it was being written`);
  return outputs;
}

async function readSchema(
  database: string,
  name: string,
  known: Properties,
  context: ServerContext,
): Promise<Properties | undefined> {
  return withDatabase(context, database, async (session) => {
    const [row] = await session.query<{ owner: string }>(
      "SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = $1",
      [name],
    );
    if (row === undefined) return undefined;
    return {
      name,
      database,
      owner: row.owner,
      ifNotExists: known["ifNotExists"] ?? true,
      dropCascade: known["dropCascade"] ?? false,
    };
  });
}
