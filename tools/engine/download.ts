import { join } from "node:path";
import { version as SDK_VERSION } from "@pulumi/pulumi/version";
import { EngineError } from "./errors";
import { withProgress } from "./progress";
import { runCommand } from "./run-command";

/** The release that is downloaded: the one that belongs to the installed SDK. */
export const DOWNLOADED_VERSION: string = SDK_VERSION;

/** Where Pulumi's releases and plugins are served. */
const SITE = "https://get.pulumi.com/";

/** How long the site may take to answer, in milliseconds: a machine without network must not wait. */
const PROBE_LIMIT = 3_000;

/** How long the whole download may take, in milliseconds. */
const DOWNLOAD_LIMIT = 10 * 60_000;

/** Why official downloads cannot be had; `undefined` where they can. */
export async function downloadsProblem(signal?: AbortSignal): Promise<string | undefined> {
  const limit = AbortSignal.timeout(PROBE_LIMIT);
  try {
    const response = await fetch(SITE, {
      method: "HEAD",
      redirect: "manual",
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    return response.status < 500 ? undefined : `${SITE} answers ${response.status}`;
  } catch (error) {
    signal?.throwIfAborted();
    const cause = (error as { cause?: { code?: unknown } }).cause?.code;
    const why = limit.aborted ? `no answer within ${PROBE_LIMIT / 1000} s` : String(cause ?? error);
    return `${SITE} cannot be reached (${why})`;
  }
}

/** What a download needs. */
export interface DownloadRequest {
  /** The programs go to `bin` in it. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Lets Pulumi's own installer fetch the official release. Throws an {@link EngineError} where it fails. */
export async function downloadEngine(request: DownloadRequest): Promise<void> {
  // In a process of its own, which can be ended: the installer itself takes no time limit.
  const script =
    "const { PulumiCommand } = require('@pulumi/pulumi/automation');" +
    "PulumiCommand.install({ root: process.argv[1] }).catch((error) => {" +
    "process.stderr.write(String(error.message)); process.exit(1); });";
  const result = await withProgress(
    `downloading Pulumi ${DOWNLOADED_VERSION}`,
    request.log,
    () => "",
    () =>
      runCommand(process.execPath, ["-e", script, request.folder], {
        cwd: join(__dirname, "..", ".."),
        env: request.environment,
        signal: request.signal,
        timeout: DOWNLOAD_LIMIT,
      }),
  );
  if (result.status === 0) return;
  const why = result.timedOut ? `not done after ${DOWNLOAD_LIMIT / 60_000} minutes` : result.stderr.trim();
  throw new EngineError(
    "download-failed",
    `the official download of Pulumi ${DOWNLOADED_VERSION} failed: ${why}`,
  );
}
