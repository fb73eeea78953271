import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import * as postgresql from "@pulumi/postgresql";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { VERIFIER } from "../../policies/testing/declared";
import { withSession } from "../../postgres/connect/session";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { ensureEngine } from "../../tools/engine";
import { MAJORS, serverFor, type TestServer, uniqueName } from "../servers";
import { House } from "./house";

interface Audited {
  readonly findings: readonly { readonly key: string; readonly message: string; readonly fix: string }[];
  readonly unknown: readonly { readonly rule: string; readonly reason: string }[];
  readonly passed: readonly string[];
}

describe("the guide to rules of one's own, in somebody else's repository", { timeout: 900_000 }, () => {
  let house: House;
  let engine: Readonly<Record<string, string>>;
  before(async () => {
    house = await House.build();
    mkdirSync(house.path("state"));
    engine = (await ensureEngine()).env;
    // The Automation API looks for the engine by this process's own PATH.
    process.env["PATH"] = engine["PATH"];
  });
  after(() => house.remove());

  test("its files compile against the packed package", () => {
    const { status, text } = house.compile();
    assert.equal(status, 0, text);
  });

  test("a configuration that names a rule of one's own or its option wrongly does not", () => {
    const pack = (rules: string) =>
      `import { BASELINE, startPack } from "pulumi-palisade/pack";\nimport rules from "../rules";\nstartPack(BASELINE, { rules, config: { rules: ${rules} } });\n`;
    house.write(
      "pack/right.ts",
      pack('{ "acme-login-without-team": { teams: ["a"] }, "tls-off": "advisory" }'),
    );
    house.write("pack/rule.ts", pack('{ "acme-login-without-teams": "advisory" }'));
    house.write("pack/option.ts", pack('{ "acme-login-without-team": { team: ["a"] } }'));
    const { text } = house.compile("pack/right.ts", "pack/rule.ts", "pack/option.ts");
    const wrong = [...text.matchAll(/^(pack\/\w+\.ts)\(\d+,\d+\): error/gm)].map(([, file]) => file);
    assert.deepEqual(wrong.sort(), ["pack/option.ts", "pack/rule.ts"], text);
  });

  test("its proof runs, and fails where the rule does", () => {
    const good = house.node(["--import", "tsx", "--test", "rules/rules.test.ts"]);
    assert.equal(good.status, 0, good.text);
    assert.match(good.text, /^# pass 2$/m);
    house.write(
      "rules/broken.test.ts",
      `import { proveRule, role } from "pulumi-palisade/rules/testing";
import rule from "./acme-login-without-team";
const facts = { role: [role({ name: "shop_app" })] };
proveRule({ rule, bad: facts, fixed: facts, notApplicable: {}, key: "acme-login-without-team:role shop_app" });
`,
    );
    const bad = house.node(["--import", "tsx", "rules/broken.test.ts"]);
    assert.equal(bad.status, 1);
    assert.match(bad.text, /acme-login-without-team, bad: it finds nothing and should find/);
  });

  for (const major of MAJORS) {
    describe(`on PostgreSQL ${major}`, () => {
      let server: TestServer;
      let env: NodeJS.ProcessEnv;
      const role = uniqueName("palisade_own");
      before(async () => {
        server = await serverFor(major);
        const { host, port, user, password, database, ca } = server.settings;
        env = {
          PGHOST: host,
          PGPORT: String(port),
          PGUSER: user,
          PGPASSWORD: password ?? "",
          PGDATABASE: database,
          PGSSLMODE: "verify-full",
          PGSSLROOTCERT: house.write(`ca-${major}.pem`, ca ?? ""),
        };
        await withSession(server.settings, (session) => session.query(`CREATE ROLE ${role} LOGIN`));
      });
      after(() =>
        withSession(server.settings, (session) =>
          session.query(`DROP ROLE IF EXISTS ${role}, ${quoteIdentifier(`shop_${role}`)}`),
        ),
      );

      const audit = (rules: string, ...args: string[]) =>
        house.palisade(["audit", "--rules", rules, ...args], env);

      test("finds by them, and the fix mends it", async () => {
        const json = ["--format", "json", "--fail-on", "none"];
        const first = audit("rules/index.ts", ...json);
        assert.equal(first.status, 0, first.text);
        const report = JSON.parse(first.text) as Audited;
        const found = report.findings.find(({ key }) => key === `acme-login-without-team:role ${role}`);
        assert.match(found?.message ?? "", /can log in, and its name begins with none of shop, billing/);
        assert.ok(
          report.findings.some(({ key }) => key.startsWith("fsync-off:")),
          "Palisade's rules judge beside them",
        );
        await withSession(server.settings, (session) => session.query(found?.fix ?? ""));
        const second = JSON.parse(audit("rules/index.ts", ...json).text) as Audited;
        assert.ok(!second.findings.some(({ key }) => key.includes(`role ${role}`)));
        await withSession(server.settings, (session) =>
          session.query(`ALTER ROLE ${quoteIdentifier(`shop_${role}`)} RENAME TO ${role}`),
        );
      });

      test("starts as the guide says, in a project of either type of module", () => {
        const guide = readFileSync(resolve(__dirname, "..", "..", "docs", "guides", "own-rules.md"), "utf8");
        assert.match(guide, /^npx palisade audit --rules rules\/index\.ts --url /m);
        for (const type of ["commonjs", "module"])
          try {
            house.write("package.json", JSON.stringify({ name: "house", private: true, type }));
            const { status, text } = audit("rules/index.ts", "--fail-on", "none");
            assert.equal(status, 0, text);
            assert.match(text, /\[acme-login-without-team\]/);
          } finally {
            house.write("package.json", '{ "name": "house", "private": true }\n');
          }
      });

      test("says what to install where TypeScript has nobody to compile it", () => {
        const elsewhere = mkdtempSync(join(tmpdir(), "palisade-without-tsx-"));
        try {
          // Not even a Node.js that strips types finds a file that is named without its ending.
          writeFileSync(join(elsewhere, "index.ts"), 'import rule from "./rule";\nexport default rule;\n');
          writeFileSync(join(elsewhere, "rule.ts"), "export default {};\n");
          const { status, text } = audit(join(elsewhere, "index.ts"));
          assert.equal(status, 2);
          assert.match(
            text.trimEnd(),
            /cannot be loaded: .*install tsx beside the rules: npm install --save-dev tsx$/,
          );
        } finally {
          rmSync(elsewhere, { recursive: true });
        }
      });

      test("shows their texts in every form of the report, and fails by their severity", () => {
        for (const format of ["text", "sarif", "markdown", "junit", "html"]) {
          const { status, text } = audit("rules/index.ts", "--format", format);
          assert.equal(status, 1);
          assert.match(text, /nobody knows whom to call/, format);
        }
      });
    });
  }

  describe("with a module that is not as it should be", () => {
    const audit = async (name: string, text: string) => {
      house.write(name, text);
      const { host, port, user, password, database, ca } = (await serverFor(18)).settings;
      return house.palisade(["audit", "--rules", name, "--format", "json", "--fail-on", "none"], {
        PGHOST: host,
        PGPORT: String(port),
        PGUSER: user,
        PGPASSWORD: password ?? "",
        PGDATABASE: database,
        PGSSLMODE: "verify-full",
        PGSSLROOTCERT: house.write("ca.pem", ca ?? ""),
      });
    };
    const RULE = `const rule = { id: "acme-x", title: "T", severity: "low", topic: "roles", scope: "object", facts: ["role"],
      about: "roles", why: "W", fix: "F", references: [], catalogue: [], options: {}, check: () => undefined };\n`;

    const wrong: readonly (readonly [string, string, RegExp])[] = [
      ["throws", 'throw new Error("boom\\u001b[31m\\nsecond line")', /cannot be loaded: boom\S+31m$/],
      ["throws nothing that is known", "throw null", /cannot be loaded: null$/],
      ["is no program", "const (", /cannot be loaded: Unexpected token '\('$/],
      ["exports nothing", "", /rules\[0\]\.id must be words joined by hyphens/],
      ["needs what is not there", 'require("no-such-library")', /Cannot find module 'no-such-library'$/],
      [
        "has an id of Palisade's",
        `${RULE}module.exports = { ...rule, id: "tls-off" }`,
        /a rule "tls-off" already/,
      ],
    ];
    for (const [what, text, problem] of wrong)
      test(`that ${what}, says so in one sentence`, async () => {
        const ended = await audit("wrong.cjs", text);
        assert.equal(ended.status, 2);
        assert.match(ended.text.trimEnd(), problem);
        assert.equal(ended.text.trimEnd().split("\n").length, 1, ended.text);
      });

    test("takes a rule that throws for a failure of that rule, and judges by the others", async () => {
      const throws = `${RULE}module.exports = [{ ...rule, check: () => { throw new Error("broken") } }, { ...rule, id: "acme-y",
        check: () => ({ verdict: "pass" }) }];`;
      const { status, text } = await audit("throws.cjs", throws);
      assert.equal(status, 2);
      const report = JSON.parse(text.slice(0, text.lastIndexOf("}") + 1)) as Audited;
      assert.match(
        report.unknown.find(({ rule }) => rule === "acme-x")?.reason ?? "",
        /the rule itself failed: broken/,
      );
      assert.ok(report.passed.includes("acme-y"));
      assert.match(text, /rule acme-x failed, so that the report is not complete/);
    });

    test("takes a module of ECMAScript too", async () => {
      const { status, text } = await audit("rule.mjs", `${RULE}export default rule;`);
      assert.equal(status, 0, text);
    });
  });

  describe("in a pack at a preview", () => {
    async function preview(roleName: string): Promise<{ readonly passed: boolean; readonly text: string }> {
      const program = async () => {
        const server = {
          host: "127.0.0.1",
          port: 1,
          username: "admin",
          password: "p",
          sslmode: "verify-full",
        };
        const provider = new postgresql.Provider("server", server);
        new postgresql.Role("app", { name: roleName, login: true, password: VERIFIER }, { provider });
      };
      const stack = await LocalWorkspace.createOrSelectStack(
        { stackName: "dev", projectName: "house", program },
        {
          workDir: house.folder,
          // By itself an inline program is said to lie where this process was started.
          projectSettings: { name: "house", runtime: "nodejs", main: house.folder },
          envVars: {
            ...engine,
            PULUMI_BACKEND_URL: `file://${house.path("state")}`,
            PULUMI_CONFIG_PASSPHRASE: "for one test",
          },
        },
      );
      let text = "";
      const onOutput = (part: string) => {
        text += part;
      };
      try {
        await stack.preview({ policyPacks: [house.path("pack", "acme")], color: "never", onOutput });
        return { passed: true, text };
      } catch (error) {
        return { passed: false, text: `${text}${error instanceof Error ? error.message : String(error)}` };
      }
    }

    test("they stop what they object to, beside Palisade's, with the pack's own options", async () => {
      const bad = await preview("billing_app");
      assert.equal(bad.passed, false);
      assert.match(bad.text, /acme@v1\.0\.0/);
      assert.match(bad.text, /\[mandatory\].*acme-login-without-team.*postgresql:index:Role: app/s);
      assert.match(bad.text, /its name begins with none of shop, warehouse/);
      const good = await preview("warehouse_app");
      assert.ok(good.passed, good.text);
    });

    test("a project configures them by its own file, and a wrong name is refused", async () => {
      const file = join(house.folder, "palisade.policy.json");
      writeFileSync(file, JSON.stringify({ rules: { "acme-login-without-team": { teams: ["billing"] } } }));
      const other = await preview("billing_app");
      assert.ok(other.passed, other.text);
      writeFileSync(file, JSON.stringify({ rules: { "acme-login-without-teams": "advisory" } }));
      const refused = await preview("billing_app");
      assert.equal(refused.passed, false);
      assert.match(
        refused.text,
        /no rule "acme-login-without-teams"; did you mean "acme-login-without-team"\?/,
      );
    });
  });
});
