import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase } from "../../test/servers";
import { type Session, withSession } from "../connect/session";
import { IN_CODE, IN_COMMENTS, IN_SETTINGS, maybeSecret, secretIn } from "./secret-patterns";
import { readWrittenSecrets } from "./written-secrets";

const AWS = ["AKIA", "Q7RT5WXYZ2LM4N6P"].join("");
const KEY = "-----BEGIN RSA " + "PRIVATE KEY-----";

const CODE: readonly (readonly [text: string, what: string | null])[] = [
  [
    "PERFORM dblink_connect('host=10.0.0.9 user=app password=hunter2');",
    "the password of a connection string",
  ],
  ["SELECT dblink('dbname=shop password=hunter2 user=app', q)", "the password of a connection string"],
  ["dblink_connect('host=10.0.0.9 password=''hunter 2''')", "the password of a connection string"],
  ["SELECT 'postgres://app:hunter2@db.example.com/shop'", "the password of a URL"],
  ["http_get('https://bot:s3cr3t%40x@hooks.example.com')", "the password of a URL"],
  ["COPY t FROM PROGRAM 'PGPASSWORD=hunter2 psql -c x'", "a password for the environment of a program"],
  ["EXECUTE 'ALTER ROLE app PASSWORD ''hunter2''';", "the password of a role"],
  ["CREATE USER x LOGIN PASSWORD 'hunter2';", "the password of a role"],
  [
    "CREATE USER MAPPING FOR x SERVER y OPTIONS (user 'x', password 'hunter2')",
    "the password of a user mapping",
  ],
  ["RETURN pgp_sym_decrypt(secret, 'hunter2hunter2');", "the key of an encryption"],
  ["DECLARE v_password constant text := 'hunter2';", "a password in a variable"],
  ["api_key := 'Zk39fkdlPPs1';", "a password in a variable"],
  [`PERFORM s3_put('${AWS}')`, "a key of AWS"],
  [`SELECT '${KEY}'`, "a private key"],
  [`SELECT '${["sk", "live", "0123456789abcdef0"].join("_")}'`, "an access token"],
  ["PERFORM dblink_connect('host=10.0.0.9 password=' || pw);", null],
  ["format('host=%s user=%s password=%s', a, b, c)", null],
  ["dblink_connect('service=other')", null],
  ["UPDATE users SET email = $1, password = $2 WHERE user = $3", null],
  ["SELECT 1 FROM users WHERE name = u AND password = crypt(p, password)", null],
  ["IF NEW.password IS DISTINCT FROM OLD.password THEN", null],
  ["INSERT INTO users (user, password) VALUES (a, b)", null],
  ["format('postgres://%s:%s@%s', a, b, c)", null],
  ["-- postgres://user:password@host/db", null],
  ["SELECT 'https://example.com:8443/a@b'", null],
  ["EXECUTE format('ALTER ROLE %I PASSWORD %L', r, p);", null],
  ["EXECUTE 'ALTER ROLE app PASSWORD ''' || p || '''';", null],
  ["ALTER ROLE app PASSWORD 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy'", null],
  ["pgp_sym_encrypt(a, current_setting('app.key'))", null],
  ["pgp_sym_encrypt(a, key, 'cipher-algo=aes256')", null],
  ["password := crypt(p, gen_salt('bf'));", null],
  ["v_password text := '';", null],
  ["RAISE EXCEPTION 'wrong password for %', name", null],
  ["SELECT 'AKIAIOSFODNN7EXAMPLE'", null],
  ["os.environ['PGPASSWORD'] = secret", null],
];

const COMMENTS: typeof CODE = [
  ["password: hunter2", "a password"],
  ["of the shop, pw=Sommer2019!", "a password"],
  ["connects by postgres://app:hunter2@db/shop", "the password of a URL"],
  ["password: sha256, salted", null],
  ["password: bcrypt-12", null],
  ["the user's password, hashed", null],
  ["password is set by the team", null],
  ["key: the primary key", null],
];

const SETTINGS: typeof CODE = [
  ["PGPASSWORD=hunter2 archive %p", "a password for the environment of a program"],
  ["archive --password=hunter2 %p", "a password"],
  ["user=repl password=hunter2 host=10.0.0.9", "the password of a connection string"],
  ["user=repl password='hunter2'", "the password of a connection string"],
  ["wget https://bot:hunter2@backup.example.com/%f", "the password of a URL"],
  ["echo hunter2", "a passphrase"],
  ["cat /run/secrets/passphrase", null],
  ["PGPASSWORD=$BACKUP_PASSWORD archive %p", null],
  ["archive --no-password %p", null],
  ["user=repl passfile=/etc/pgpass host=10.0.0.9", null],
  ["pgbackrest --stanza=main archive-push %p", null],
  ["", null],
];

for (const major of MAJORS) {
  describe(`secrets that are written on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "secrets");
    });
    after(() => database.drop());

    const sql = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);

    for (const [where, texts, patterns] of [
      ["code", CODE, IN_CODE],
      ["comments", COMMENTS, IN_COMMENTS],
      ["settings", SETTINGS, IN_SETTINGS],
    ] as const)
      test(`in ${where} are told from what only looks like one`, async () => {
        const rows = await sql((session) =>
          session.rows(
            `SELECT t, ${secretIn("t", patterns)}, ${maybeSecret("t")} FROM unnest($1::text[]) WITH ORDINALITY u (t, n) ORDER BY n`,
            [texts.map(([text]) => text)],
          ),
        );
        assert.deepEqual(
          rows.map(([text, what]) => [text, what]),
          texts,
        );
        // Settings are few, and looked at one by one.
        if (where !== "settings")
          for (const [text, what, maybe] of rows) if (what !== null) assert.equal(maybe, true, String(text));
      });

    test("are read by where they stand, and by nothing else", async () => {
      await sql((session) =>
        session.results([
          "CREATE SCHEMA app",
          "CREATE TABLE app.users (email text, password text)",
          "CREATE FUNCTION app.sync() RETURNS text LANGUAGE sql AS $$ SELECT 'postgres://app:hunter2@db/shop' $$",
          "CREATE FUNCTION app.body() RETURNS text RETURN 'postgres://app:hunter2@db/shop'",
          "CREATE PROCEDURE app.quiet() LANGUAGE sql AS $$ SELECT 1 $$",
          "COMMENT ON SCHEMA app IS 'password: hunter2'",
          "COMMENT ON COLUMN app.users.password IS 'password: hunter2'",
          `COMMENT ON DATABASE "${database.settings.database}" IS 'password: hunter2'`,
          "CREATE FOREIGN DATA WRAPPER wrapper",
          "CREATE SERVER remote FOREIGN DATA WRAPPER wrapper OPTIONS (host 'db', api_key 'hunter2', api_key_id '1')",
          "CREATE FOREIGN TABLE app.remote (id int) SERVER remote OPTIONS (token 'hunter2')",
        ]),
      );
      const found = await sql(readWrittenSecrets);
      assert.doesNotMatch(JSON.stringify(found), /hunter2/);
      const url = "the password of a URL";
      assert.deepEqual(found, [
        { kind: "function", schema: "app", name: "body", args: "", what: url },
        { kind: "function", schema: "app", name: "sync", args: "", what: url },
        {
          kind: "comment",
          on: "DATABASE",
          object: database.settings.database,
          shared: true,
          what: "a password",
        },
        { kind: "comment", on: "SCHEMA", object: "app", shared: false, what: "a password" },
        { kind: "comment", on: "COLUMN", object: "app.users.password", shared: false, what: "a password" },
        { kind: "foreign server", name: "remote", option: "api_key" },
        { kind: "foreign table", schema: "app", name: "remote", option: "token" },
      ]);
    });
  });
}
