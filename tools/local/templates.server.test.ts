import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { connect, withSession } from "../../postgres/connect/session";
import { type LocalServer, MAJORS, type Major, removeLocalServer, startLocalServer } from "./index";
import { serversInClosedFolder } from "./servers-for-tests";

const { folder } = serversInClosedFolder();

/** Runs `work` with servers, each in a folder of its own, that share a folder of templates, and removes them. */
async function withTemplates(
  name: string,
  work: (start: (major: Major) => Promise<LocalServer>, templates: string) => Promise<void>,
): Promise<void> {
  const templates = join(folder(), `templates-of-${name}`);
  const directories: string[] = [];
  try {
    await work((major) => {
      const directory = join(folder(), `${name}-${directories.length}`);
      directories.push(directory);
      return startLocalServer({ major, directory, port: "any", durable: false, templates });
    }, templates);
  } finally {
    for (const directory of directories) await removeLocalServer(directory);
  }
}

/** What initdb decided, and a server shows; `system_identifier` last. */
function shown({ settings }: LocalServer): Promise<unknown[][]> {
  return withSession(settings, (session) =>
    session.rows(
      `SELECT current_setting('data_checksums'), current_setting('password_encryption'),
              current_setting('wal_segment_size'), to_jsonb(d) - 'oid' - 'datfrozenxid' - 'datminmxid',
              (SELECT array_agg(rolname ORDER BY rolname) FROM pg_roles), (SELECT system_identifier FROM pg_control_system())
         FROM pg_database d WHERE datname = 'postgres'`,
    ),
  );
}

for (const major of MAJORS)
  test(`a copied server of PostgreSQL ${major} is what initdb makes, with a password and certificates of its own`, () =>
    withTemplates(`copies-${major}`, async (start, templates) => {
      const made = await start(major);
      await withSession(made.settings, (session) => session.query("CREATE ROLE not_in_the_template"));
      await withSession(made.settings, (session) => session.query("DROP ROLE not_in_the_template"));
      const copied = await start(major);
      assert.equal(readdirSync(templates).length, 1);
      assert.deepEqual(await shown(copied), await shown(made));
      for (const file of ["ca.crt", "superuser.password", join("data", "server.key")])
        assert.notDeepEqual(read(copied, file), read(made, file), file);
      const stranger = { ...copied.settings, password: made.password };
      await assert.rejects(connect(stranger), /password/);
    }));

/** A file of a server's folder, or of its data folder, wherever that is. */
function read({ dataDirectory, directory }: LocalServer, file: string): string {
  return readFileSync(
    file.startsWith("data") ? join(dataDirectory, file.slice("data/".length)) : join(directory, file),
    "utf8",
  );
}

describe("templates", () => {
  test("are made once by two that need them at the same time, and are their user's alone", () =>
    withTemplates("two", async (start, templates) => {
      const servers = await Promise.all([start(17), start(17)]);
      for (const { settings } of servers) await withSession(settings, (session) => session.query("SELECT 1"));
      const [template, ...others] = readdirSync(templates);
      assert.deepEqual(others, []);
      const place = join(templates, template ?? "");
      const { mode, uid } = statSync(place);
      assert.deepEqual([mode & 0o777, uid], [0o700, process.getuid?.() ?? uid]);
      assert.deepEqual(
        readdirSync(place).filter((name) => statSync(join(place, name)).uid !== uid),
        [],
      );
    }));

  test("that are not whole make no server: it says what is wrong, and nothing is left of it", () =>
    withTemplates("broken", async (start, templates) => {
      await start(17);
      const place = join(templates, readdirSync(templates)[0] ?? "");
      writeFileSync(join(place, "global", "pg_control"), "");
      await assert.rejects(start(17), {
        reason: "failed",
        message: /password .* could not be set: .*pg_control/s,
      });
    }));
});
