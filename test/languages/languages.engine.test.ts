import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { ensureEngine, ensureFurtherHosts } from "../../tools/engine";
import { runCommand } from "../../tools/engine/run-command";
import { findPython } from "../application/python";

const PACKS = resolve(__dirname, "..", "..", "policies", "packs");

/** Baseline as a folder, which the language host of Node.js runs whatever the program's language is; strict as an executable. */
const packOf = (name: "baseline" | "strict") =>
  name === "baseline" ? join(PACKS, name) : join(PACKS, name, `palisade-${name}`);

/** A raw `postgresql` role in another language than ours. No server is there: a preview asks for none. */
for (const language of ["yaml", "python"] as const) {
  describe(`the packs over a program in ${language}, under the real engine`, { timeout: 900_000 }, () => {
    let folder: string;
    let pulumi: string;
    let env: NodeJS.ProcessEnv;

    before(async () => {
      const { bundlePack } = await import("../../tools/bundle-pack.mjs");
      await bundlePack("baseline");
      await bundlePack("strict");
      const engine = await ensureEngine();
      const hosts = await ensureFurtherHosts(engine);
      folder = mkdtempSync(join(tmpdir(), `palisade-${language}-`));
      cpSync(join(__dirname, language), folder, { recursive: true });
      pulumi = engine.pulumi.path;
      env = {
        ...process.env,
        ...engine.env,
        PATH: [dirname(findPython()), hosts, engine.env["PATH"]].join(delimiter),
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "for one test",
      };
      const made = await run("stack", "init", "dev");
      assert.equal(made.status, 0, made.text);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    async function run(...args: string[]): Promise<{ status: number | null; text: string }> {
      const options = ["--non-interactive", "--color", "never"];
      const { status, stdout, stderr } = await runCommand(pulumi, [...args, ...options], {
        cwd: folder,
        env,
      });
      return { status, text: stdout + stderr };
    }

    async function preview(pack: "baseline" | "strict", superuser: boolean, connectionLimit: number) {
      const values = [`raw:superuser=${superuser}`, `raw:connectionLimit=${connectionLimit}`];
      const set = await run("config", "set-all", ...values.flatMap((value) => ["--plaintext", value]));
      assert.equal(set.status, 0, set.text);
      return run("preview", "--policy-pack", packOf(pack));
    }

    test("a hardened role passes, and both packs say that they were asked", async () => {
      for (const pack of ["baseline", "strict"] as const) {
        const { status, text } = await preview(pack, false, 20);
        assert.equal(status, 0, text);
        assert.match(text, new RegExp(`palisade-${pack}@v`));
        assert.match(text, /postgresql:index:Role|postgresql:index\/role:Role/);
        assert.doesNotMatch(text, /\[mandatory\]/);
      }
    });

    test("a superuser is rejected by both, with rule, object and fix", async () => {
      for (const pack of ["baseline", "strict"] as const) {
        const { status, text } = await preview(pack, true, 20);
        assert.notEqual(status, 0, text);
        assert.match(text, /\[mandatory\].*role-superuser-login/);
        assert.match(text, /role app can log in and has the attribute SUPERUSER/);
        assert.match(text, /ALTER ROLE "app" NOSUPERUSER;/);
      }
    });

    test("what baseline advises, strict rejects", async () => {
      const advised = await preview("baseline", false, -1);
      assert.equal(advised.status, 0, advised.text);
      assert.match(advised.text, /\[advisory\].*role-no-connection-limit/);
      const refused = await preview("strict", false, -1);
      assert.notEqual(refused.status, 0, refused.text);
      assert.match(refused.text, /\[mandatory\].*role-no-connection-limit/);
    });
  });
}
