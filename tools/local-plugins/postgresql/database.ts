import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import type { Properties } from "../../../provider/plugin/protocol";
import { numberOf, standInResource, textOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { asMemberOf, change, oneAtATime, type ServerContext, withDatabase } from "./sessions";

/** `postgresql:index/database:Database`; its id is the database's name. */
export const database = standInResource<Configuration>({
  inputs: {
    name: { autoName: true },
    owner: { computed: true },
    template: { computed: true, replace: true },
    encoding: { computed: true, replace: true },
    lcCollate: { computed: true, replace: true },
    lcCtype: { computed: true, replace: true },
    tablespaceName: { computed: true },
    connectionLimit: { default: -1 },
    allowConnections: { default: true },
    isTemplate: { computed: true },
    alterObjectOwnership: { default: false },
  },
  create: async (inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    // CREATE DATABASE cannot run inside a transaction.
    await oneAtATime(context, () =>
      withDatabase(context, undefined, (session) =>
        asMemberOf(session, [namedOwner(inputs)], async () => {
          await session.query(createDatabase(inputs));
        }),
      ),
    );
    return { id: name, outputs: await outputsOf(name, inputs, context) };
  },
  read: async (id, state, context) => {
    const outputs = await readDatabase(textOf(state, "name") ?? id, state, context);
    return outputs === undefined ? null : { id, outputs };
  },
  update: async (_id, state, inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    const owners = [textOf(state, "owner"), namedOwner(inputs)];
    await oneAtATime(context, () =>
      withDatabase(context, undefined, (session) =>
        asMemberOf(session, owners, async () => {
          for (const statement of alterDatabase(inputs, state)) await session.query(statement);
        }),
      ),
    );
    const [from, to] = owners;
    if (inputs["alterObjectOwnership"] === true && from !== undefined && to !== undefined && from !== to) {
      await change(context, name, (session) =>
        asMemberOf(session, owners, async () => {
          await session.query(`REASSIGN OWNED BY ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`);
        }),
      );
    }
    return outputsOf(name, inputs, context);
  },
  // Whether it may be dropped is for the engine to say (`protect`); open sessions are ended, as the official provider does.
  delete: async (id, state, context) => {
    const name = textOf(state, "name") ?? id;
    await oneAtATime(context, () =>
      withDatabase(context, undefined, async (session) => {
        const found = await session.query("SELECT FROM pg_database WHERE datname = $1", [name]);
        if (found.length === 0) return;
        await asMemberOf(session, [textOf(state, "owner")], async () => {
          if (state["isTemplate"] === true) {
            await session.query(`ALTER DATABASE ${quoteIdentifier(name)} IS_TEMPLATE false`);
          }
          await session.query(`DROP DATABASE ${quoteIdentifier(name)} WITH (FORCE)`);
        });
      }),
    );
  },
});

/** The CREATE DATABASE statement. Template and encoding default to `template0` and `UTF8`, as documented by the official package. */
export function createDatabase(inputs: Properties): string {
  const words = [`CREATE DATABASE ${quoteIdentifier(textOf(inputs, "name") ?? "")}`];
  const add = (word: string, input: string, quote: (text: string) => string, otherwise?: string) => {
    const value = textOf(inputs, input) || otherwise;
    if (value !== undefined)
      words.push(`${word} ${value.toUpperCase() === "DEFAULT" ? "DEFAULT" : quote(value)}`);
  };
  add("OWNER", "owner", quoteIdentifier);
  add("TEMPLATE", "template", quoteIdentifier, "template0");
  add("ENCODING", "encoding", quoteLiteral, "UTF8");
  add("LC_COLLATE", "lcCollate", quoteLiteral);
  add("LC_CTYPE", "lcCtype", quoteLiteral);
  add("TABLESPACE", "tablespaceName", quoteIdentifier);
  words.push(`ALLOW_CONNECTIONS ${inputs["allowConnections"] !== false}`);
  words.push(`CONNECTION LIMIT ${numberOf(inputs, "connectionLimit") ?? -1}`);
  words.push(`IS_TEMPLATE ${inputs["isTemplate"] === true}`);
  return words.join(" ");
}

/** The ALTER DATABASE statements for what differs from the state; the new name first. */
export function alterDatabase(inputs: Properties, state: Properties): string[] {
  const name = quoteIdentifier(textOf(inputs, "name") ?? "");
  const statements: string[] = [];
  const changed = (input: string) => inputs[input] !== undefined && inputs[input] !== state[input];
  const old = textOf(state, "name");
  if (old !== undefined && changed("name")) {
    statements.push(`ALTER DATABASE ${quoteIdentifier(old)} RENAME TO ${name}`);
  }
  const owner = namedOwner(inputs);
  if (owner !== undefined && changed("owner")) {
    statements.push(`ALTER DATABASE ${name} OWNER TO ${quoteIdentifier(owner)}`);
  }
  if (changed("tablespaceName")) {
    const space = textOf(inputs, "tablespaceName") ?? "";
    statements.push(
      `ALTER DATABASE ${name} SET TABLESPACE ${space.toUpperCase() === "DEFAULT" ? "pg_default" : quoteIdentifier(space)}`,
    );
  }
  if (changed("connectionLimit")) {
    statements.push(`ALTER DATABASE ${name} CONNECTION LIMIT ${numberOf(inputs, "connectionLimit") ?? -1}`);
  }
  if (changed("allowConnections")) {
    statements.push(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${inputs["allowConnections"] === true}`);
  }
  if (changed("isTemplate")) {
    statements.push(`ALTER DATABASE ${name} IS_TEMPLATE ${inputs["isTemplate"] === true}`);
  }
  return statements;
}

function namedOwner(inputs: Properties): string | undefined {
  const owner = textOf(inputs, "owner");
  return owner === undefined || owner === "" || owner.toUpperCase() === "DEFAULT" ? undefined : owner;
}

async function outputsOf(name: string, inputs: Properties, context: ServerContext): Promise<Properties> {
  const outputs = await readDatabase(name, inputs, context);
  if (outputs === undefined)
    throw new Error(`the database ${JSON.stringify(name)} has gone while it was being written`);
  return outputs;
}

async function readDatabase(
  name: string,
  known: Properties,
  context: ServerContext,
): Promise<Properties | undefined> {
  return withDatabase(context, undefined, async (session) => {
    const [row] = await session.query<Properties>(
      `SELECT datname AS name, pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding,
              datcollate AS "lcCollate", datctype AS "lcCtype", spcname AS "tablespaceName",
              datconnlimit AS "connectionLimit", datallowconn AS "allowConnections", datistemplate AS "isTemplate"
       FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE datname = $1`,
      [name],
    );
    if (row === undefined) return undefined;
    return {
      ...row,
      // The server forgets its template; the word DEFAULT stands for what it chose.
      template: textOf(known, "template") ?? "template0",
      ...Object.fromEntries(
        ["owner", "encoding", "lcCollate", "lcCtype", "tablespaceName"]
          .filter((input) => textOf(known, input)?.toUpperCase() === "DEFAULT")
          .map((input) => [input, known[input]]),
      ),
      alterObjectOwnership: known["alterObjectOwnership"] ?? false,
    };
  });
}
