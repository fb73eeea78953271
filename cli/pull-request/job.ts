import { CommandFailure } from "../failure";
import { type Access, bitbucketComments, githubComments, gitlabNotes } from "./comment-apis";
import type { CommentApi } from "./comments";
import { readEvent } from "./event";

/** The pull request of a job, as its host names it. */
export interface JobRequest {
  readonly number: number;
  /** The commit that it would be merged onto; `undefined` where the host tells the branch alone. */
  readonly base: string | undefined;
  /** True where it comes from another repository, whose jobs may write nothing here. */
  readonly fork: boolean;
  /** The variable that holds the credentials for comments. */
  readonly tokenVariable: string;
  comments(token: string): CommentApi;
}

type Environment = Readonly<Record<string, string | undefined>>;

const GITHUB_API = "https://api.github.com";
const BITBUCKET_API = "https://api.bitbucket.org/2.0";

/**
 * The pull request of the job that runs this; `undefined` where it is about none, as after a push. The job's variables say
 * whose it is: GitHub Actions', GitLab CI's, Bitbucket Pipelines' or Jenkins'.
 */
export function readJob(env: Environment): JobRequest | undefined {
  const eventPath = env["GITHUB_EVENT_PATH"];
  if (eventPath !== undefined) return onGithub(eventPath, env);
  if (env["GITLAB_CI"] !== undefined) return onGitlab(env);
  if (env["BITBUCKET_BUILD_NUMBER"] !== undefined) return onBitbucket(env);
  if (env["JENKINS_URL"] !== undefined) return onJenkins(env);
  throw new CommandFailure(
    "GITHUB_EVENT_PATH is not set, nor GITLAB_CI, BITBUCKET_BUILD_NUMBER or JENKINS_URL: this command is for a job of GitHub Actions, GitLab CI, Bitbucket Pipelines or Jenkins; use lint",
  );
}

function onGithub(eventPath: string, env: Environment): JobRequest | undefined {
  const event = readEvent(eventPath);
  if (event === undefined) return undefined;
  const { repository, number } = event;
  const api = env["GITHUB_API_URL"] ?? GITHUB_API;
  return {
    ...event,
    tokenVariable: "GITHUB_TOKEN",
    comments: (token) => githubComments({ api, token, repository, number }),
  };
}

function onGitlab(env: Environment): JobRequest | undefined {
  if (env["CI_MERGE_REQUEST_IID"] === undefined) return undefined;
  const repository = wanted(env, "CI_MERGE_REQUEST_PROJECT_ID", /^\d+$/);
  const number = Number(wanted(env, "CI_MERGE_REQUEST_IID", /^\d+$/));
  const api = wanted(env, "CI_API_V4_URL", /^https?:\/\/\S+$/);
  return {
    number,
    base: wanted(env, "CI_MERGE_REQUEST_DIFF_BASE_SHA", /^[0-9a-f]{40,64}$/),
    fork: (env["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"] ?? repository) !== repository,
    tokenVariable: "GITLAB_TOKEN",
    comments: (token) => gitlabNotes({ api, token, repository, number }),
  };
}

function onBitbucket(env: Environment): JobRequest | undefined {
  if (env["BITBUCKET_PR_ID"] === undefined) return undefined;
  const number = Number(wanted(env, "BITBUCKET_PR_ID", /^\d+$/));
  const repository = wanted(env, "BITBUCKET_REPO_FULL_NAME", /^[\w.-]+\/[\w.-]+$/);
  return {
    number,
    base: undefined,
    fork: false,
    tokenVariable: "BITBUCKET_TOKEN",
    comments: (token) =>
      bitbucketComments({ api: env["BITBUCKET_API_URL"] ?? BITBUCKET_API, token, repository, number }),
  };
}

/** What the address of a pull request looks like → its host. */
const ADDRESSES: readonly (readonly [
  form: RegExp,
  tokenVariable: string,
  comments: (origin: string, access: Omit<Access, "api">, env: Environment) => CommentApi,
])[] = [
  [
    /^(https?:\/\/[^/]+)\/([\w.-]+\/[\w.-]+)\/pull\/(\d+)\/?$/,
    "GITHUB_TOKEN",
    (origin, access, env) =>
      githubComments({
        ...access,
        api: env["GITHUB_API_URL"] ?? (origin === "https://github.com" ? GITHUB_API : `${origin}/api/v3`),
      }),
  ],
  [
    /^(https?:\/\/[^/]+)\/([\w./-]+?)\/(?:-\/)?merge_requests\/(\d+)\/?$/,
    "GITLAB_TOKEN",
    (origin, access) => gitlabNotes({ ...access, api: `${origin}/api/v4` }),
  ],
  [
    /^(https?:\/\/[^/]+)\/([\w.-]+\/[\w.-]+)\/pull-requests\/(\d+)\/?$/,
    "BITBUCKET_TOKEN",
    (_origin, access, env) =>
      bitbucketComments({ ...access, api: env["BITBUCKET_API_URL"] ?? BITBUCKET_API }),
  ],
];

/** A multibranch project of Jenkins tells the address of what it builds (CHANGE_URL). */
function onJenkins(env: Environment): JobRequest | undefined {
  const address = env["CHANGE_URL"];
  if (address === undefined) return undefined;
  for (const [form, tokenVariable, comments] of ADDRESSES) {
    const [, origin, repository, digits] = form.exec(address) ?? [];
    if (origin === undefined || repository === undefined) continue;
    const number = Number(digits);
    return {
      number,
      base: undefined,
      fork: env["CHANGE_FORK"] !== undefined,
      tokenVariable,
      comments: (token) => comments(origin, { token, repository, number }, env),
    };
  }
  throw new CommandFailure(
    `CHANGE_URL names no pull request of GitHub, GitLab or Bitbucket Cloud: ${JSON.stringify(address)}; use lint`,
  );
}

/** What goes into an address or a command line is looked at first. */
function wanted(env: Environment, name: string, form: RegExp): string {
  const value = env[name];
  if (value === undefined || !form.test(value))
    throw new CommandFailure(
      `${name} ${value === undefined ? "is not set" : `is ${JSON.stringify(value)}`}: the job's host sets it for a pull request; use lint elsewhere`,
    );
  return value;
}
