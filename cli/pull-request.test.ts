import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Log } from "sarif";
import { StandInComments } from "./pull-request/testing/stand-in-comments";

const ROOT = resolve(__dirname, "..");
const EVENTS = join(__dirname, "pull-request", "testing", "events");
const TABLE = "CREATE TABLE app.orders (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id));\n";

/** What a program said, and how it ended. */
interface Ended {
  readonly out: string;
  readonly status: number | null;
}

describe("a pull request on GitHub", () => {
  let folder: string;
  let github: StandInComments;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "palisade-pull-request-"));
    github = await StandInComments.start("github");
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules", "pulumi-palisade"));
    mkdirSync(join(folder, "db"));
    writeFileSync(join(folder, ".gitignore"), "node_modules\n*.json\n*.sarif\nbin\n");
    git("init", "-q", "-b", "main");
    writeFileSync(join(folder, "db", "1_old.sql"), TABLE);
    commit("the past");
  });

  afterEach(async () => {
    await github.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function git(...args: string[]): string {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" }).trim();
  }

  function commit(message: string): string {
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  }

  /** A recorded event, about this repository's commits. */
  function event(name: string, base: string): string {
    const file = join(folder, "event.json");
    writeFileSync(file, readFileSync(join(EVENTS, `${name}.json`), "utf8").replaceAll("BASE", base));
    return file;
  }

  async function run(env: NodeJS.ProcessEnv): Promise<Ended> {
    const child: ChildProcess = spawn(process.execPath, [join(ROOT, "tools", "action", "main.mjs")], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        GITHUB_API_URL: github.url,
        GITHUB_TOKEN: "good-token",
        PALISADE_MIGRATIONS: "db",
        PALISADE_SARIF_FILE: "out.sarif",
        ...env,
      },
    });
    let out = "";
    child.stdout?.on("data", (data: Buffer) => {
      out += data.toString();
    });
    child.stderr?.on("data", (data: Buffer) => {
      out += data.toString();
    });
    const status = await new Promise<number | null>((done) => child.on("close", done));
    return { out, status };
  }

  test("is told of what it changes alone, in one comment that is updated in place, and as SARIF", async () => {
    const base = git("rev-parse", "HEAD");
    writeFileSync(join(folder, "db", "2_new.sql"), "GRANT SELECT ON app.orders TO PUBLIC;\n");
    commit("a grant");
    const GITHUB_EVENT_PATH = event("pull-request", base);
    const first = await run({ GITHUB_EVENT_PATH });
    assert.equal(first.status, 1, first.out);
    assert.match(first.out, /comment created in pull request 7/);
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? "", /^<!-- palisade:pull-request -->\n## Palisade/);
    assert.match(github.comments[0]?.body ?? "", /db\/2_new\.sql:1:1/);
    assert.doesNotMatch(github.comments[0]?.body ?? "", /1_old/);
    const log = JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8")) as Log;
    const places = log.runs[0]?.results?.map(
      ({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri,
    );
    assert.deepEqual(places, ["db/2_new.sql"]);

    writeFileSync(join(folder, "db", "2_new.sql"), "GRANT SELECT ON app.orders TO app;\n");
    commit("to the application");
    const second = await run({ GITHUB_EVENT_PATH });
    assert.equal(second.status, 0, second.out);
    assert.match(second.out, /comment updated in pull request 7/);
    assert.equal(github.comments.length, 1);
    assert.match(github.comments[0]?.body ?? "", /Nothing was found/);
  });

  test("finds its comment behind hundreds of others, and leaves those of others alone", async () => {
    const base = git("rev-parse", "HEAD");
    for (let id = 1; id <= 250; id++) github.comments.push({ id, body: `remark ${id}` });
    github.comments.push({ id: 251, body: "<!-- palisade:pull-request -->\nforged", foreign: true });
    const GITHUB_EVENT_PATH = event("pull-request", base);
    assert.match((await run({ GITHUB_EVENT_PATH })).out, /comment created/);
    assert.match((await run({ GITHUB_EVENT_PATH })).out, /comment updated/);
    assert.equal(github.comments.length, 252);
    assert.equal(github.comments[250]?.body, "<!-- palisade:pull-request -->\nforged");
  });

  test("after a push everything is told, and nobody is written to", async () => {
    const { status, out } = await run({
      GITHUB_EVENT_PATH: event("push", git("rev-parse", "HEAD")),
      GITHUB_TOKEN: "",
    });
    assert.equal(status, 1);
    assert.match(out, /db\/1_old\.sql:1:1/);
    assert.deepEqual(github.asked, []);
  });

  test("a preview that the pack stopped fails the job, and stands in the comment, where nothing in it is markup", async () => {
    const base = git("rev-parse", "HEAD");
    mkdirSync(join(folder, "bin"));
    const standIn = join(folder, "bin", "pulumi");
    writeFileSync(
      standIn,
      `#!/bin/sh\necho "stand-in: $@"\necho '\`\`\`'\necho '@everyone [mandatory] grant-public-table'\nexit 255\n`,
    );
    chmodSync(standIn, 0o755);
    const { status, out } = await run({
      GITHUB_EVENT_PATH: event("pull-request", base),
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
      PALISADE_PREVIEW: "infra",
      PALISADE_PACK: "strict",
      PALISADE_STACK: "dev",
    });
    assert.equal(status, 1, out);
    const body = github.comments[0]?.body ?? "";
    assert.match(
      body,
      /preview --non-interactive --color never --cwd infra --policy-pack \S+packs\/strict --stack dev/,
    );
    const preview = body.slice(body.indexOf("<summary>The preview"));
    assert.equal(preview.match(/```/g)?.length, 2, "the fence is closed once");
  });

  test("no name of an object is a command to GitHub, in the report or in the preview", async () => {
    const base = git("rev-parse", "HEAD");
    writeFileSync(
      join(folder, "db", "2_new.sql"),
      'GRANT SELECT ON app."x\n::add-mask::orders" TO PUBLIC;\n',
    );
    commit("a grant");
    mkdirSync(join(folder, "bin"));
    const standIn = join(folder, "bin", "pulumi");
    writeFileSync(standIn, "#!/bin/sh\necho '::set-output name=a::b'\n");
    chmodSync(standIn, 0o755);
    const { out } = await run({
      GITHUB_EVENT_PATH: event("pull-request", base),
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
      PALISADE_PREVIEW: "infra",
    });
    const [, word = "", inside = "", behind = ""] =
      /^::stop-commands::([0-9a-f]{32})\n([\s\S]*)\n::\1::\n([\s\S]*)$/.exec(out) ?? [];
    assert.notEqual(word, "", out);
    assert.match(inside, /::set-output/, "the preview, whatever it prints");
    assert.match(inside, /2_new\.sql:1:1/);
    assert.doesNotMatch(inside, /^\s*::add-mask/mu, "the report by itself either");
    assert.equal(behind, "");
    assert.ok(!inside.includes(word));
  });

  test("from a fork is judged all the same, though its token may write no comment", async () => {
    const base = git("rev-parse", "HEAD");
    writeFileSync(join(folder, "db", "2_new.sql"), "SELECT 1;\n");
    commit("nothing bad");
    const path = event("pull-request", base);
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace(/("sha": "HEAD", "repo": \{ "full_name": )"acme/, '$1"other'),
    );
    const { status, out } = await run({ GITHUB_EVENT_PATH: path, GITHUB_TOKEN: "read-only" });
    assert.equal(status, 0, out);
    assert.match(out, /no comment \(it comes from a fork, whose token may not write\) in pull request 7/);
    writeFileSync(join(folder, "db", "3_bad.sql"), "GRANT SELECT ON app.orders TO PUBLIC;\n");
    commit("a grant");
    assert.equal((await run({ GITHUB_EVENT_PATH: path, GITHUB_TOKEN: "read-only" })).status, 1);
  });

  test("what is missing is said, and the token never", async () => {
    const base = git("rev-parse", "HEAD");
    const GITHUB_EVENT_PATH = event("pull-request", base);
    const refused = await run({ GITHUB_EVENT_PATH, GITHUB_TOKEN: "secret-of-a-test" });
    assert.equal(refused.status, 2);
    assert.match(
      refused.out,
      /403 Resource not accessible by integration; the job needs the permission pull-requests: write/,
    );
    assert.doesNotMatch(refused.out, /secret-of-a-test/);
    assert.match((await run({ GITHUB_EVENT_PATH, GITHUB_TOKEN: "" })).out, /GITHUB_TOKEN is not set/);
    assert.match((await run({})).out, /GITHUB_EVENT_PATH is not set/);
    const shallow = await run({ GITHUB_EVENT_PATH: event("pull-request", "0".repeat(40)) });
    assert.equal(shallow.status, 2);
    assert.match(shallow.out, /git cannot tell what changed.*fetch-depth: 0/s);
    rmSync(join(folder, "node_modules", "pulumi-palisade"));
    const missing = await run({ GITHUB_EVENT_PATH });
    assert.equal(missing.status, 2);
    assert.match(missing.out, /pulumi-palisade is not installed/);
  });
});
