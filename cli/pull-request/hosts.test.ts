import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { readJob } from "./job";
import { StandInComments } from "./testing/stand-in-comments";

const MAIN = resolve(__dirname, "..", "..", "bin", "palisade.js");
const MARKER = "<!-- palisade:pull-request -->";

/** What a host's job has in its environment, where its interface is at `url` and the branch left `base`. */
interface Host {
  readonly name: string;
  readonly dialect: Parameters<typeof StandInComments.start>[0];
  readonly token: string;
  readonly right: RegExp;
  /** What the command needs beside: where the host tells no commit to compare with. */
  readonly args: (base: string) => readonly string[];
  readonly env: (url: string, base: string) => NodeJS.ProcessEnv;
  /** The variables of a job that is about no pull request. */
  readonly push: NodeJS.ProcessEnv;
  readonly fork: NodeJS.ProcessEnv | undefined;
}

/** A multibranch project of Jenkins over one of the hosts. */
function onJenkins(
  over: string,
  dialect: Host["dialect"],
  token: string,
  right: RegExp,
  address: (url: string) => NodeJS.ProcessEnv,
): Host {
  const push = { JENKINS_URL: "https://jenkins.example.com/" };
  return {
    name: `Jenkins over ${over}`,
    dialect,
    token,
    right,
    args: (base) => ["--base", base],
    env: (url) => ({ ...push, CHANGE_ID: "7", CHANGE_TARGET: "main", ...address(url) }),
    push,
    fork: { CHANGE_FORK: "somebody" },
  };
}

const HOSTS: readonly Host[] = [
  {
    name: "GitLab CI",
    dialect: "gitlab",
    token: "GITLAB_TOKEN",
    right: /the token needs the scope api/,
    args: () => [],
    env: (url, base) => ({
      GITLAB_CI: "true",
      CI_API_V4_URL: `${url}/api/v4`,
      CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_PROJECT_ID: "42",
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "42",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
    }),
    push: { GITLAB_CI: "true" },
    fork: { CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "43" },
  },
  {
    name: "Bitbucket Pipelines",
    dialect: "bitbucket",
    token: "BITBUCKET_TOKEN",
    right: /Pull requests: Write/,
    args: (base) => ["--base", base],
    env: (url) => ({
      BITBUCKET_BUILD_NUMBER: "3",
      BITBUCKET_PR_ID: "7",
      BITBUCKET_REPO_FULL_NAME: "acme/shop",
      BITBUCKET_API_URL: `${url}/2.0`,
    }),
    push: { BITBUCKET_BUILD_NUMBER: "4" },
    fork: undefined,
  },
  onJenkins("GitHub", "github", "GITHUB_TOKEN", /pull-requests: write/, (url) => ({
    CHANGE_URL: "https://github.com/acme/shop/pull/7",
    GITHUB_API_URL: url,
  })),
  onJenkins("GitLab", "gitlab", "GITLAB_TOKEN", /the token needs the scope api/, (url) => ({
    CHANGE_URL: `${url}/acme/shop/-/merge_requests/7`,
  })),
  onJenkins("Bitbucket", "bitbucket", "BITBUCKET_TOKEN", /Pull requests: Write/, (url) => ({
    CHANGE_URL: "https://bitbucket.org/acme/shop/pull-requests/7",
    BITBUCKET_API_URL: `${url}/2.0`,
  })),
];

for (const host of HOSTS) {
  describe(`a pull request in a job of ${host.name}`, () => {
    let folder: string;
    let standIn: StandInComments;
    let base: string;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "palisade-host-"));
      standIn = await StandInComments.start(host.dialect);
      mkdirSync(join(folder, "db"));
      git("init", "-q", "-b", "main");
      base = commit("1_old.sql", "CREATE TABLE app.orders (tenant_id uuid NOT NULL PRIMARY KEY);\n");
    });
    afterEach(async () => {
      await standIn.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function git(...args: string[]): string {
      const who = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
      return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" }).trim();
    }
    function commit(file: string, sql: string): string {
      writeFileSync(join(folder, "db", file), sql);
      git("add", "-A", "db");
      git("commit", "-q", "-m", file);
      return git("rev-parse", "HEAD");
    }
    async function run(env: NodeJS.ProcessEnv, ...args: string[]) {
      const child = spawn(process.execPath, [MAIN, "pull-request", "db", ...args], {
        cwd: folder,
        env: { PATH: process.env["PATH"], HOME: folder, ...env },
      });
      let out = "";
      const take = (data: Buffer) => {
        out += data.toString();
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      const status = await new Promise<number | null>((done) => child.on("close", done));
      return { out, status };
    }

    test("is told of what it changes alone, in one comment that is updated in place among hundreds", async () => {
      for (let id = 1; id <= 150; id++) standIn.comments.push({ id, body: `remark ${id}` });
      standIn.comments.push({ id: 151, body: `${MARKER}\nforged`, foreign: true });
      if (host.dialect === "bitbucket")
        standIn.comments.push({ id: 152, body: `${MARKER}\nof before`, deleted: true });
      const before = standIn.comments.length;
      commit("2_new.sql", "GRANT SELECT ON app.orders TO PUBLIC;\n");
      const env = { ...host.env(standIn.url, base), [host.token]: "good-token" };
      const files = ["--sarif", "out.sarif", "--junit", "out.xml"];
      const first = await run(env, ...host.args(base), ...files);
      assert.equal(first.status, 1, first.out);
      assert.match(first.out, /comment created in pull request 7/);
      assert.equal(standIn.comments.length, before + 1);
      const made = standIn.comments.at(-1)?.body ?? "";
      assert.ok(made.startsWith(MARKER), made);
      assert.match(made, /db\/2_new\.sql:1:1/);
      assert.doesNotMatch(made, /1_old/);
      assert.match(readFileSync(join(folder, "out.sarif"), "utf8"), /grant-public-table/);
      assert.match(readFileSync(join(folder, "out.xml"), "utf8"), /<testsuites?[ >]/);

      commit("2_new.sql", "GRANT SELECT ON app.orders TO app;\n");
      const second = await run(env, ...host.args(base));
      assert.equal(second.status, 0, second.out);
      assert.match(second.out, /comment updated in pull request 7/);
      assert.equal(standIn.comments.length, before + 1);
      assert.match(standIn.comments.at(-1)?.body ?? "", /Nothing was found/);
      assert.equal(standIn.comments[150]?.body, `${MARKER}\nforged`);
    });

    test("says what it lacks, and the token never", async () => {
      const env = host.env(standIn.url, base);
      const refused = await run({ ...env, [host.token]: "secret-of-a-test" }, ...host.args(base));
      assert.equal(refused.status, 2, refused.out);
      assert.match(refused.out, host.right);
      assert.doesNotMatch(refused.out, /secret-of-a-test/);
      const without = await run(env, ...host.args(base));
      assert.equal(without.status, 2);
      assert.match(
        without.out,
        new RegExp(`${host.token} is not set: give the job's token, or --no-comment`),
      );
      if (host.args(base).length > 0) {
        const unknown = await run({ ...env, [host.token]: "good-token" });
        assert.equal(unknown.status, 2);
        assert.match(unknown.out, /give --base FETCH_HEAD/);
        const option = await run({ ...env, [host.token]: "good-token" }, "--base=--output=x");
        assert.equal(option.status, 2);
        assert.match(option.out, /--base: .* is no commit/);
        assert.ok(!existsSync(join(folder, "x")));
      }
      assert.deepEqual(standIn.comments, []);
    });

    test("tells everything where it is about none, and of one from a fork judges without a word in it", async () => {
      commit("2_new.sql", "GRANT SELECT ON app.orders TO PUBLIC;\n");
      const everything = await run(host.push);
      assert.equal(everything.status, 1, everything.out);
      assert.match(everything.out, /2_new\.sql/);
      assert.deepEqual(standIn.asked, []);
      if (host.fork === undefined) return;
      const forked = await run({ ...host.env(standIn.url, base), ...host.fork }, ...host.args(base));
      assert.equal(forked.status, 1, forked.out);
      assert.match(forked.out, /no comment \(it comes from a fork/);
      assert.deepEqual(standIn.asked, []);
    });
  });
}

test("a job that tells what cannot be is refused with the name of its variable", () => {
  const gitlab = { GITLAB_CI: "true", CI_MERGE_REQUEST_IID: "7", CI_MERGE_REQUEST_PROJECT_ID: "42" };
  for (const [env, message] of [
    [{}, /GITHUB_EVENT_PATH is not set, nor GITLAB_CI/],
    [gitlab, /CI_API_V4_URL is not set/],
    [{ ...gitlab, CI_MERGE_REQUEST_PROJECT_ID: "../1" }, /CI_MERGE_REQUEST_PROJECT_ID is "..\/1"/],
    [{ BITBUCKET_BUILD_NUMBER: "1", BITBUCKET_PR_ID: "x" }, /BITBUCKET_PR_ID is "x"/],
    [{ JENKINS_URL: "x", CHANGE_URL: "https://example.com/x" }, /CHANGE_URL names no pull request/],
  ] as const)
    assert.throws(() => readJob(env), message);
});
