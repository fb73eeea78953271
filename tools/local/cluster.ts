import { randomBytes } from "node:crypto";
import { appendFileSync, renameSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Account } from "./account";
import { ensureCertificates } from "./certificates";
import { accessRulesText, SETTINGS_FILE, settingsText } from "./configuration";
import type { Major, Programs } from "./distribution";
import { diskFull, explainFileFailure, LocalServerError } from "./errors";
import { makePrivateFolder, removeAll, writeWhole } from "./files";
import { runProgram } from "./programs";
import { SUPERUSER } from "./state";

/** What {@link createCluster} needs. */
export interface ClusterOptions {
  readonly major: Major;
  readonly programs: Programs;
  readonly account: Account | undefined;
  /** Holds the certificate authority. */
  readonly directory: string;
  readonly dataDirectory: string;
  readonly password: string;
  /** False leaves out waiting for the disk: for servers that live as long as a test. */
  readonly durable: boolean;
}

/** 39 MB of catalog, 16 MB of write-ahead log, and something to begin with. */
const NEEDED_BYTES = 100 * 1024 * 1024;

/**
 * Makes a data folder with everything that its first start needs. It is made beside its place and moved there when
 * it is whole, so that a broken attempt leaves nothing that looks like a server.
 */
export async function createCluster(options: ClusterOptions): Promise<void> {
  const { account, dataDirectory, directory, password, programs } = options;
  const parent = dirname(dataDirectory);
  if (freeBytes(parent) < NEEDED_BYTES) throw diskFull(parent);
  const staging = `${dataDirectory}.new`;
  removeAll(staging);
  makePrivateFolder(staging, account);
  const passwordFile = join(parent, `.initdb-${randomBytes(9).toString("hex")}`);
  try {
    writeWhole(passwordFile, `${password}\n`, { mode: 0o600, owner: account });
    const { status, output } = await runProgram(
      programs.initdb,
      initdbParameters(options, staging, passwordFile),
      programs,
      account,
    );
    if (status !== 0) throw explainInitdb(parent, options.major, output);
    const rights = { mode: 0o600, owner: account };
    writeWhole(join(staging, "pg_hba.conf"), accessRulesText(), rights);
    writeWhole(join(staging, SETTINGS_FILE), settingsText(), rights);
    appendFileSync(join(staging, "postgresql.conf"), `\ninclude = '${SETTINGS_FILE}'\n`);
    makePrivateFolder(join(staging, "log"), account);
    await ensureCertificates({ directory, dataDirectory: staging, account });
    renameSync(staging, dataDirectory);
  } catch (error) {
    removeAll(staging);
    throw error instanceof LocalServerError ? error : explainFileFailure(dataDirectory, error);
  } finally {
    removeAll(passwordFile);
  }
}

/**
 * The same rules for text on every machine, whatever its locale: from 17 on PostgreSQL brings Unicode's own
 * (builtin C.UTF-8); before that, bytes.
 */
function initdbParameters(
  { major, durable }: ClusterOptions,
  dataDirectory: string,
  passwordFile: string,
): string[] {
  return [
    `--pgdata=${dataDirectory}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
    ...(major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
    ...(durable ? [] : ["--no-sync"]),
  ];
}

function explainInitdb(parent: string, major: Major, output: string): LocalServerError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(parent, new Error(output));
  const reason = output
    .split("\n")
    .filter((line) => /error|fatal|could not/i.test(line))
    .join("; ");
  return new LocalServerError(
    "failed",
    `the data folder of PostgreSQL ${major} could not be made in ${parent}: ${reason || output || "initdb said nothing"}`,
  );
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    // No answer is no reason to refuse.
    return Number.POSITIVE_INFINITY;
  }
}
