import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { ensureEngine } from "../../../tools/engine";
import { VERIFIER } from "../../testing/declared";
import { CONFIG_FILE, CONFIG_VARIABLE } from "../config-file";

const PACK = join(__dirname, "palisade-baseline");
const STRICT = join(__dirname, "..", "strict", "palisade-strict");

/** What a test changes of a program that is as it should be. */
interface Change {
  readonly sslmode?: string;
  readonly role?: Partial<postgresql.RoleArgs>;
  readonly protect?: boolean;
  readonly grantTo?: string;
  readonly ignoreChanges?: string[];
  readonly otherPassword?: pulumi.Input<string>;
}

/** A provider without the class of the SDK, which makes a secret of the password. */
class PlainProvider extends pulumi.ProviderResource {}

/** A raw `@pulumi/postgresql` program, nothing of ours in it. No server is there: a preview asks for none. */
function program(change: Change): () => Promise<void> {
  return async () => {
    const provider = new postgresql.Provider("server", {
      host: "127.0.0.1",
      port: 1,
      username: "admin",
      password: "provider-secret-1",
      sslmode: change.sslmode ?? "verify-full",
    });
    const options = { provider };
    const database = { name: "shop", owner: "shop_owner" };
    new postgresql.Database("shop", database, { ...options, protect: change.protect ?? true });
    const role = { name: "app", login: true, connectionLimit: 20, password: VERIFIER };
    const ignoreChanges = change.ignoreChanges ?? [];
    new postgresql.Role("app", { ...role, ...change.role }, { ...options, ignoreChanges });
    new postgresql.Grant(
      "orders",
      {
        database: "shop",
        schema: "app",
        objectType: "table",
        objects: ["orders"],
        role: change.grantTo ?? "app",
        privileges: ["SELECT"],
      },
      options,
    );
    if (change.otherPassword !== undefined) {
      const inputs = { host: "127.0.0.1", port: "1", sslmode: "verify-full", password: change.otherPassword };
      new PlainProvider("postgresql", "other", inputs);
    }
  };
}

describe("the pack baseline under the real engine", { timeout: 900_000 }, () => {
  let folder: string;
  let env: Record<string, string>;
  before(async () => {
    const { bundlePack } = await import("../../../tools/bundle-pack.mjs");
    await bundlePack("baseline");
    await bundlePack("strict");
    folder = mkdtempSync(join(tmpdir(), "palisade-pack-"));
    env = {
      ...(await ensureEngine()).env,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "for one test",
    };
    // The Automation API looks for the engine by this process's own PATH.
    process.env["PATH"] = env["PATH"];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function preview(
    change: Change,
    variables: Record<string, string> = {},
    pack = PACK,
    workDir?: string,
  ): Promise<{ passed: boolean; text: string }> {
    const stack: Stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", projectName: "pack", program: program(change) },
      { envVars: { ...env, ...variables }, ...(workDir === undefined ? {} : { workDir }) },
    );
    let text = "";
    const onOutput = (part: string) => {
      text += part;
    };
    try {
      await stack.preview({ policyPacks: [pack], color: "never", onOutput });
      return { passed: true, text };
    } catch (error) {
      return { passed: false, text: `${text}${error instanceof Error ? error.message : String(error)}` };
    }
  }

  test("lets a hardened program through, and says that it was asked", async () => {
    const { passed, text } = await preview({});
    assert.ok(passed, text);
    assert.match(text, /palisade-baseline@v0\.1\.0/);
    assert.doesNotMatch(text, /\[mandatory\]|\[advisory\]/);
  });

  const insecure: readonly (readonly [string, Change, string, RegExp, RegExp])[] = [
    [
      "a superuser",
      { role: { superuser: true } },
      "role-superuser-login",
      /role app can log in and has the attribute SUPERUSER/,
      /ALTER ROLE "app" NOSUPERUSER;/,
    ],
    [
      "a plain-text password",
      { role: { password: "hunter2-hunter2" } },
      "password-plaintext-input",
      /the input password of role app holds a password in plain text/,
      /SCRAM-SHA-256 verifier/,
    ],
    [
      "a grant to PUBLIC",
      { grantTo: "public" },
      "grant-public-table",
      /PUBLIC.* has SELECT on table app\.orders/,
      /REVOKE SELECT ON TABLE "app"\."orders" FROM PUBLIC;/,
    ],
    [
      "a password that is no secret",
      { otherPassword: "hunter2-of-chance" },
      "password-not-secret",
      /the input password of provider other is no secret of Pulumi/,
      /hand it over as a secret/,
    ],
    [
      "an unverified connection",
      { sslmode: "require" },
      "connection-tls-unverified",
      /provider server has sslmode require, which proves nothing/,
      /set sslmode to verify-full/,
    ],
    [
      "an unprotected database",
      { protect: false },
      "database-unprotected",
      /database shop is not protected/,
      /protect: true/,
    ],
  ];
  test("lets a password through that the program itself makes a secret", async () => {
    const { passed, text } = await preview({ otherPassword: pulumi.secret("hunter2-of-chance") });
    assert.ok(passed, text);
    assert.doesNotMatch(text, /password-not-secret|hunter2/);
  });

  test("advises against ignoring changes of what protects", async () => {
    const { passed, text } = await preview({ ignoreChanges: ["superuser"] });
    assert.equal(passed, true, text);
    assert.match(text, /\[advisory\].*protection-change-ignored/);
    assert.match(text, /postgresql\.Role app ignores changes of superuser/);
  });

  for (const [what, change, rule, message, fix] of insecure) {
    test(`rejects ${what} at preview, with rule, object and fix, and no secret`, async () => {
      const { passed, text } = await preview(change);
      assert.equal(passed, false);
      assert.match(text, new RegExp(`\\[mandatory\\].*${rule}`));
      assert.match(text, message);
      assert.match(text, fix);
      assert.doesNotMatch(text, /hunter2|provider-secret/);
    });
  }

  test("takes its configuration from a file, and refuses one that names a rule wrongly", async () => {
    const path = join(folder, "policy.json");
    writeFileSync(path, JSON.stringify({ rules: { "role-superuser-login": "advisory" } }));
    const advised = await preview({ role: { superuser: true } }, { [CONFIG_VARIABLE]: path });
    assert.ok(advised.passed, advised.text);
    assert.match(advised.text, /\[advisory\].*role-superuser-login/);

    writeFileSync(path, JSON.stringify({ rules: { "role-superuser": "advisory" } }));
    const refused = await preview({}, { [CONFIG_VARIABLE]: path });
    assert.equal(refused.passed, false);
    assert.match(refused.text, /there is no rule "role-superuser"; did you mean "role-superuser-login"\?/);
  });

  for (const [form, pack] of [
    ["an executable", PACK],
    ["a folder", __dirname],
  ] as const)
    test(`finds the project's own file as ${form}, also where the program lies below it`, async () => {
      const project = mkdtempSync(join(folder, "project-"));
      mkdirSync(join(project, "infra"));
      const about = { name: "pack", runtime: "nodejs", main: "infra" };
      writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify(about));
      writeFileSync(
        join(project, CONFIG_FILE),
        JSON.stringify({ rules: { "role-superuser-login": "advisory" } }),
      );
      const advised = await preview({ role: { superuser: true } }, {}, pack, project);
      assert.ok(advised.passed, advised.text);
      assert.match(advised.text, /\[advisory\].*role-superuser-login/);
      const rejected = await preview({ role: { superuser: true } }, {}, pack);
      assert.ok(!rejected.passed, rejected.text);
      assert.match(rejected.text, /\[mandatory\].*role-superuser-login/);
    });

  test("lets a waived finding through", async () => {
    const path = join(folder, "waived.json");
    const waiver = { key: "role-superuser-login:role app", reason: "a test", expires: "2999-12-31" };
    writeFileSync(path, JSON.stringify({ waivers: [waiver] }));
    const { passed, text } = await preview({ role: { superuser: true } }, { [CONFIG_VARIABLE]: path });
    assert.ok(passed, text);
  });

  test("advises where the pack strict refuses", async () => {
    const unlimited = { role: { connectionLimit: -1 } };
    const advised = await preview(unlimited);
    assert.ok(advised.passed, advised.text);
    assert.match(advised.text, /\[advisory\].*role-no-connection-limit/);
    const refused = await preview(unlimited, {}, STRICT);
    assert.ok(!refused.passed, refused.text);
    assert.match(refused.text, /\[mandatory\].*role-no-connection-limit/);
    const hardened = await preview({}, {}, STRICT);
    assert.ok(hardened.passed, hardened.text);
  });
});
