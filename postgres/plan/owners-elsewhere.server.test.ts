import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { withSession } from "../connect/session";
import { rolledBack } from "../testing/rolled-back";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";

for (const major of MAJORS) {
  describe(`owners of what no declaration names an owner for, on PostgreSQL ${major}`, () => {
    const name = uniqueName("elsewhere");
    const [owner, stranger] = [`${name}_owner`, `${name}_stranger`] as const;
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "elsewhere");
      await withSession(database.settings, async (session) => {
        await session.query(`CREATE ROLE ${owner}; CREATE ROLE ${stranger}`);
        await session.query(`CREATE SCHEMA app AUTHORIZATION ${owner}; CREATE SCHEMA other`);
        await session.query("CREATE TABLE app.orders (id int, a int, b int)");
      });
    });
    after(async () => {
      await database.drop();
      const { settings } = await serverFor(major);
      await withSession(settings, (session) => session.query(`DROP ROLE ${owner}, ${stranger}`));
    });

    /** The sentences about owners after these statements, which are undone. */
    const told = async (statements: readonly string[], more: object = {}): Promise<string[]> => {
      const { intent, problems } = parseAccess({
        database: database.name,
        owner,
        schemas: { app: {} },
        ...more,
      });
      assert.deepEqual(problems, []);
      assert.ok(intent);
      let kept: readonly string[] = [];
      await rolledBack(database.settings, async (session) => {
        for (const statement of statements) await session.query(statement.replaceAll("STRANGER", stranger));
        const plan = planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
        kept = plan.kept;
        assert.deepEqual(
          plan.statements
            .map(({ sql }) => sql)
            .filter((sql) => /^ALTER (?!TABLE|ROUTINE).* OWNER TO /.test(sql)),
          [],
        );
      });
      return kept.filter((text) => text.includes("owning") && text.includes(name));
    };
    const owning = (what: string) => [`${stranger} keeps owning ${what}, which is not declared`];

    for (const [kind, statements, expected] of kinds(name))
      test(`${kind}: of a stranger it is told, and of nobody else`, async () => {
        const made = statements.map((text) => text.replaceAll("THIS_ONE", database.name));
        assert.deepEqual(await told(made), expected === "" ? [] : owning(expected));
        assert.deepEqual(await told(made, { ignore: [{ grantee: stranger, reason: "another tool's" }] }), []);
        assert.deepEqual(await told(made, { databasePrivileges: { [stranger]: ["CONNECT"] } }), []);
        const given = (text: string) => text.includes("OWNER TO") || text.startsWith("UPDATE");
        assert.deepEqual(await told(made.filter((text) => !given(text))), []);
      });

    test("what lies in a schema that is not declared is not looked at", async () => {
      const made = [
        "GRANT CREATE ON SCHEMA other TO STRANGER",
        'CREATE COLLATION other.c FROM "C"',
        "ALTER COLLATION other.c OWNER TO STRANGER",
      ];
      assert.deepEqual(await told(made), []);
      const both = { schemas: { app: {}, other: { mode: "adopt" } } };
      assert.deepEqual(await told(made, both), owning("collation other.c"));
    });

    test("an extension of a stranger is told, and what it brought is not told again", async () => {
      // What a superuser's extension brings is owned by that superuser, operators and all.
      const made = [
        "ALTER ROLE STRANGER SUPERUSER",
        "SET LOCAL ROLE STRANGER",
        "CREATE EXTENSION hstore SCHEMA app",
        "RESET ROLE",
        "ALTER ROLE STRANGER NOSUPERUSER",
      ];
      assert.deepEqual(await told(made), owning("extension hstore"));
    });
  });
}

type Kind = readonly [kind: string, statements: readonly string[], told: string];

/** One object of each kind that a stranger owns; `name` is one that no other test uses. */
function kinds(name: string): readonly Kind[] {
  // A superuser must own some kinds when they are given away, and may be made an ordinary role afterwards.
  const asSuperuser = (...statements: string[]) => [
    "ALTER ROLE STRANGER SUPERUSER",
    ...statements,
    "ALTER ROLE STRANGER NOSUPERUSER",
  ];
  const inSchema = (...statements: string[]) => ["GRANT CREATE ON SCHEMA app TO STRANGER", ...statements];
  return [
    [
      "a large object",
      ["SELECT lo_create(4712)", "ALTER LARGE OBJECT 4712 OWNER TO STRANGER"],
      'large object "4712"',
    ],
    [
      "a foreign server",
      [
        `CREATE FOREIGN DATA WRAPPER ${name}_w`,
        `CREATE SERVER remote FOREIGN DATA WRAPPER ${name}_w`,
        `GRANT USAGE ON FOREIGN DATA WRAPPER ${name}_w TO STRANGER`,
        "ALTER SERVER remote OWNER TO STRANGER",
      ],
      "foreign server remote",
    ],
    [
      "a foreign-data wrapper",
      asSuperuser(
        `CREATE FOREIGN DATA WRAPPER ${name}_w`,
        `ALTER FOREIGN DATA WRAPPER ${name}_w OWNER TO STRANGER`,
      ),
      `foreign-data wrapper ${name}_w`,
    ],
    ["a language that is an extension's", ["ALTER LANGUAGE plpgsql OWNER TO STRANGER"], ""],
    [
      "a trusted language",
      ["CREATE TRUSTED LANGUAGE mine HANDLER plpgsql_call_handler", "ALTER LANGUAGE mine OWNER TO STRANGER"],
      "language mine",
    ],
    [
      "an untrusted language",
      ["CREATE LANGUAGE mine HANDLER plpgsql_call_handler", "ALTER LANGUAGE mine OWNER TO STRANGER"],
      "language mine",
    ],
    [
      "a tablespace",
      ["UPDATE pg_tablespace SET spcowner = 'STRANGER'::regrole WHERE spcname = 'pg_default'"],
      "tablespace pg_default",
    ],
    [
      "a publication",
      [
        "CREATE PUBLICATION news",
        "GRANT CREATE ON DATABASE THIS_ONE TO STRANGER",
        "ALTER PUBLICATION news OWNER TO STRANGER",
      ],
      "publication news",
    ],
    [
      "an event trigger",
      asSuperuser(
        "CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER watch ON sql_drop EXECUTE FUNCTION app.watch()",
        "ALTER EVENT TRIGGER watch OWNER TO STRANGER",
      ),
      "event trigger watch",
    ],
    [
      "a subscription",
      asSuperuser(
        "CREATE SUBSCRIPTION old CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)",
        "ALTER SUBSCRIPTION old OWNER TO STRANGER",
      ),
      "subscription old",
    ],
    [
      "collations, counted",
      ["d", "c", "b", "a"].flatMap((letter) =>
        inSchema(
          `CREATE COLLATION app.${letter} FROM "C"`,
          `ALTER COLLATION app.${letter} OWNER TO STRANGER`,
        ),
      ),
      "4 collations (app.a, app.b, app.c, …)",
    ],
    [
      "a conversion",
      inSchema(
        "CREATE CONVERSION app.conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1",
        "ALTER CONVERSION app.conv OWNER TO STRANGER",
      ),
      "conversion app.conv",
    ],
    [
      "an operator",
      inSchema(
        "CREATE OPERATOR app.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)",
        "ALTER OPERATOR app.=== (int, int) OWNER TO STRANGER",
      ),
      "operator app.===(integer,integer)",
    ],
    [
      "operator families",
      inSchema(
        "CREATE OPERATOR FAMILY app.f USING btree",
        "CREATE OPERATOR FAMILY app.g USING btree",
        "ALTER OPERATOR FAMILY app.f USING btree OWNER TO STRANGER",
        "ALTER OPERATOR FAMILY app.g USING btree OWNER TO STRANGER",
      ),
      "2 operator families (app.f USING btree, app.g USING btree)",
    ],
    [
      "an operator class",
      inSchema(
        "CREATE OPERATOR FAMILY app.f USING btree",
        "CREATE OPERATOR CLASS app.c FOR TYPE int USING btree FAMILY app.f AS OPERATOR 3 =, FUNCTION 1 btint4cmp(int, int)",
        "ALTER OPERATOR CLASS app.c USING btree OWNER TO STRANGER",
      ),
      "operator class app.c USING btree",
    ],
    [
      "a text search configuration",
      inSchema(
        "CREATE TEXT SEARCH CONFIGURATION app.words (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION app.words OWNER TO STRANGER",
      ),
      "text search configuration app.words",
    ],
    [
      "a text search dictionary",
      inSchema(
        "CREATE TEXT SEARCH DICTIONARY app.words (TEMPLATE = simple)",
        "ALTER TEXT SEARCH DICTIONARY app.words OWNER TO STRANGER",
      ),
      "text search dictionary app.words",
    ],
    [
      "extended statistics",
      inSchema(
        "CREATE STATISTICS app.together ON a, b FROM app.orders",
        "ALTER STATISTICS app.together OWNER TO STRANGER",
      ),
      "statistics object app.together",
    ],
  ];
}
