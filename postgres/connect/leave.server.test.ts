import { test } from "node:test";
import { freshDatabase, MAJORS, serverFor, uniqueName } from "../../test/servers";
import { connect, leave, withSession } from "./session";

for (const major of MAJORS)
  test(`a role with one connection can leave and come again at once on PostgreSQL ${major}`, async () => {
    const server = await serverFor(major);
    const database = await freshDatabase(server, "leave");
    const role = uniqueName("single");
    const password = "aP9.leave";
    await withSession(server.settings, (session) =>
      session.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}' CONNECTION LIMIT 1`),
    );
    try {
      for (let time = 0; time < 3; time++) {
        const session = await connect({ ...database.settings, user: role, password });
        // What a session made for itself is taken away when it ends, which takes longer than to log in.
        await session.query(
          "DO $$ BEGIN FOR i IN 1..500 LOOP EXECUTE format('CREATE TEMP TABLE t%s (id serial PRIMARY KEY)', i); END LOOP; END $$",
        );
        leave(session);
      }
    } finally {
      await database.drop();
      await withSession(server.settings, (session) => session.query(`DROP ROLE ${role}`));
    }
  });
