import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { withSession } from "../../postgres/connect/session";
import { freshDatabase, serverFor, type TestDatabase, type TestServer, uniqueName } from "../servers";
import { TestStack } from "./test-stack";

const ROLE = uniqueName("plain");

/** Two databases that one role owns, and nothing said about that role but its name. */
const program = (access: boolean) => `import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as palisade from "..";
const config = new pulumi.Config("palisade");
const host = config.require("host");
const port = config.requireNumber("port");
const username = config.require("adminUser");
const password = config.requireSecret("adminPassword");
const postgres = new postgresql.Provider("postgres", {
  host, port, username, password, superuser: true, sslmode: "verify-full", sslrootcert: config.require("caFile"),
});
const provider = new palisade.Provider("server", {
  host, port, username, password, caCertificateFile: config.require("caFile"),
});
const owner = new postgresql.Role("owner", { name: "${ROLE}", login: false }, { provider: postgres });
const names = ["${ROLE}_one", "${ROLE}_two"];
for (const name of names) {
  const database = new postgresql.Database(name, { name, owner: owner.name, template: "template0" }, { provider: postgres });
  ${access ? "" : "if (Math.random() < 2) continue;"}
  new palisade.Access(name + "-access", {
    database: database.name,
    owner: owner.name,
    ownsDatabase: true,
    databasesAlsoRemoved: names.filter((other) => other !== name),
    schemas: { app: {}, public: {} },
  }, { provider, dependsOn: new postgresql.Schema(name + "-app", { name: "app", database: database.name, owner: owner.name }, { provider: postgres, deletedWith: database }) });
}
`;

describe("roles of the official provider of which nothing is said, by the real engine", () => {
  let server: TestServer;
  let stack: TestStack;
  let other: TestDatabase;

  before(async () => {
    server = await serverFor(18);
    stack = await TestStack.create(server);
    other = await freshDatabase(server, "elsewhere");
  });
  after(async () => {
    stack.remove();
    await other.drop();
  });

  const runs = (access: boolean) => writeFileSync(join(stack.folder, "infra", "index.ts"), program(access));
  const up = () => stack.succeed(["up", "--yes", "--skip-preview"]);
  const resources = async () => {
    const { deployment } = JSON.parse(await stack.succeed(["stack", "export"])) as {
      deployment: { resources?: { urn: string }[] };
    };
    return (deployment.resources ?? []).map(({ urn }) => urn).sort();
  };
  const elsewhere = (sql: string) => withSession(other.settings, (session) => session.query(sql));

  test("an Access goes alone, as long as the program goes on with its role", async () => {
    runs(true);
    await up();
    await up();
    assert.deepEqual(Object.keys(await stack.changes()), ["same"]);
    await elsewhere(`CREATE TABLE public.kept (id int); ALTER TABLE public.kept OWNER TO "${ROLE}"`);
    runs(false);
    await up();
    assert.equal((await stack.changes())["delete"], 4);
  });

  test("a destroy is refused before anything goes while the role owns something elsewhere", async () => {
    runs(true);
    await up();
    const all = await resources();
    const { code, output } = await stack.run(["destroy", "--yes", "--skip-preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /a role that owns objects cannot be dropped, so nothing was deleted:/);
    assert.ok(output.includes(`${ROLE} owns 1 object in database ${other.name}: table public.kept`), output);
    assert.ok(output.includes(`this program makes ${ROLE}; of a role that stays`), output);
    assert.deepEqual(await resources(), all, "every resource is still in the state");
    await up();
    assert.deepEqual(Object.keys(await stack.changes()), ["same"]);
  });

  test("databases that share the role are destroyed in one go once it owns nothing else", async () => {
    await elsewhere("DROP TABLE public.kept");
    await stack.succeed(["destroy", "--yes", "--skip-preview"]);
    assert.deepEqual(await resources(), []);
    const left = await elsewhere(`SELECT rolname FROM pg_roles WHERE rolname = '${ROLE}'`);
    assert.deepEqual(left, []);
  });
});
