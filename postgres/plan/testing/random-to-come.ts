import type { Session } from "../../connect/session";
import { quoteIdentifier, quoteQualified } from "../../sql/quote";
import type { RandomObject, RandomRoles } from "./random-scene";

const KINDS = ["tables", "sequences", "functions", "types"] as const;

/** One object of each kind that default privileges know: made by the owner whenever the server is asked, and undone. */
export const TO_COME: readonly RandomObject[] = KINDS.map((kind) => ({
  kind,
  name: `yet to "come": ${kind}`,
  form: 1,
  strange: false,
  toCome: true,
}));

/** Does something while the owner has made {@link TO_COME} in the schema. */
export async function withObjectsToCome<T>(
  session: Session,
  schema: string,
  { owner }: RandomRoles,
  work: () => Promise<T>,
): Promise<T> {
  const who = quoteIdentifier(owner);
  await session.query("BEGIN");
  try {
    // Drift may have taken from the owner what it needs to make anything.
    await session.query(
      `GRANT USAGE, CREATE ON SCHEMA ${quoteIdentifier(schema)} TO ${who}; GRANT USAGE ON LANGUAGE sql TO ${who}; SET LOCAL ROLE ${who}`,
    );
    await session.query(TO_COME.map((object) => creation(schema, object)).join(";"));
    await session.query("RESET ROLE");
    return await work();
  } finally {
    await session.query("ROLLBACK");
  }
}

function creation(schema: string, { kind, name: plain }: RandomObject): string {
  const name = quoteQualified(schema, plain);
  switch (kind) {
    case "sequences":
      return `CREATE SEQUENCE ${name}`;
    case "functions":
      return `CREATE FUNCTION ${name}(integer) RETURNS int LANGUAGE sql AS 'SELECT 1'`;
    case "types":
      return `CREATE TYPE ${name} AS ENUM ('a')`;
    default:
      return `CREATE TABLE ${name} (id int, "odd column" int, "q""c" int)`;
  }
}
