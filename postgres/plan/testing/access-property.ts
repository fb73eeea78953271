import { after, before, describe, test } from "node:test";
import { freshDatabase, type Major, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import { type Session, withSession } from "../../connect/session";
import { quoteIdentifier } from "../../sql/quote";
import { checkAccessProperty } from "./check-property";
import { createPlace, dropPlace, outsideObjects, resetOutside } from "./random-outside";
import type { RandomObject, RandomRoles } from "./random-scene";

/** How often, by whom, and whether at random or the same cases in every run. */
export interface PropertyRun {
  /** How many cases. */
  readonly runs: number;
  /** Who makes the updates. `operator`: a role with LOGIN, CREATEROLE, CREATEDB and the ADMIN option on the roles. */
  readonly as: "superuser" | "operator";
  /** The cases. @default new ones in every run */
  readonly seed?: number;
}

/** The property of {@link checkAccessProperty} as a test on one major. */
export function accessProperty(major: Major, { runs, as, seed }: PropertyRun): void {
  describe(`random objects, declarations and drift on PostgreSQL ${major}, as ${as}`, () => {
    let database: TestDatabase;
    let roles: RandomRoles;
    let outside: readonly RandomObject[];

    before(async () => {
      const server = await serverFor(major);
      database = await freshDatabase(server, "random");
      const prefix = uniqueName("random");
      roles = {
        owner: `${prefix}_owner`,
        other: `${prefix} "other"`,
        members: [0, 1, 2, 3, 4].map((number) => `${prefix} . ${number}`),
        ...(as === "operator" ? { manager: `${prefix}_operator` } : {}),
      };
      await withSession(database.settings, async (session) => {
        for (const name of given(roles)) await session.query(`CREATE ROLE ${quoteIdentifier(name)}`);
        if (roles.manager !== undefined) await createOperator(session, roles, roles.manager, major);
        outside = outsideObjects(database.name, prefix, roles, major);
        await createPlace(session, outside, roles);
        await resetOutside(session, outside, roles);
      });
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, async (session) => {
        await dropPlace(session, outside);
        const { manager } = roles;
        for (const name of [...given(roles), ...(manager === undefined ? [] : [manager])])
          await session.query(`DROP ROLE ${quoteIdentifier(name)}`);
      });
    });

    test(`${runs} cases mean after an update what they say`, () => {
      const { settings } = database;
      const { manager } = roles;
      const work = manager === undefined ? settings : { ...settings, user: manager, password: PASSWORD };
      return checkAccessProperty({ settings, work, major, roles, outside }, runs, seed);
    });
  });
}

const PASSWORD = "operator";

function given({ owner, other, members }: RandomRoles): string[] {
  return [owner, other, ...members];
}

async function createOperator(
  session: Session,
  roles: RandomRoles,
  name: string,
  major: Major,
): Promise<void> {
  const operator = quoteIdentifier(name);
  await session.query(`CREATE ROLE ${operator} LOGIN CREATEROLE CREATEDB PASSWORD '${PASSWORD}'`);
  await session.query(
    `GRANT ${given(roles).map(quoteIdentifier).join(", ")} TO ${operator} WITH ADMIN ${major >= 16 ? "TRUE" : "OPTION"}`,
  );
}
