import { createHash, randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { SALT_BYTES, scramVerifier } from "../../postgres/scram";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import type { Account } from "./account";
import type { Major, Programs } from "./distribution";
import { diskFull, errorCode, explainFileFailure, LocalServerError } from "./errors";
import { copyFolder, makeFolder, makePrivateFolder, removeAll, TEMPORARY, writeWhole } from "./files";
import { runProgram } from "./programs";
import { SUPERUSER } from "./state";

/** What {@link makeFreshData} needs. */
export interface FreshData {
  readonly major: Major;
  readonly programs: Programs;
  /** The version of the package that the programs are from. */
  readonly packageVersion: string;
  readonly account: Account | undefined;
  /** It is made, and is the account's. */
  readonly folder: string;
  /** Of the superuser. */
  readonly password: string;
  /** False leaves out waiting for the disk. */
  readonly durable: boolean;
  /** Keeps what initdb made, for the next server of the same kind; see `LocalServerOptions`. */
  readonly templates: string | undefined;
}

/** Makes a folder of what initdb makes: by initdb, or by a copy of what it made before, which takes a sixth of the time. */
export async function makeFreshData(options: FreshData): Promise<void> {
  const { folder, templates } = options;
  const template = templates === undefined ? undefined : templateOf(templates, options);
  if (template !== undefined && existsSync(template)) {
    copyFolder(template, folder, options.account);
    return setPassword(options);
  }
  await initialise(options);
  if (template !== undefined) keepTemplate(folder, template);
}

/** Everything that makes a difference to what initdb makes is in the name. */
function templateOf(templates: string, options: FreshData): string {
  const key = createHash("sha256")
    .update(JSON.stringify(sharedParameters(options)))
    .digest("hex");
  return join(templates, `${options.packageVersion}-${key.slice(0, 12)}`);
}

/**
 * Copied beside its place and moved there when it is whole. It is this user's, not the server's account's, so that no
 * server can change what the next one begins with. Where another process was faster, its template is as good.
 */
function keepTemplate(folder: string, template: string): void {
  const staging = `${template}.new-${randomBytes(9).toString("hex")}`;
  try {
    makeFolder(dirname(template), 0o700);
    copyFolder(folder, staging, undefined);
    renameSync(staging, template);
  } catch (error) {
    removeAll(staging);
    if (["ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) return;
    throw error instanceof LocalServerError ? error : explainFileFailure(template, error);
  }
}

/**
 * By a server without a network that serves one client, its standard input, as the superuser: before the first start. It
 * is given the verifier, because it repeats the statement with an error.
 */
async function setPassword({ account, folder, password, programs }: FreshData): Promise<void> {
  const verifier = scramVerifier(password, { salt: randomBytes(SALT_BYTES.min) });
  const { status, output } = await runProgram(
    programs.postgres,
    ["--single", "-D", folder, "-F", "postgres"],
    programs,
    account,
    `ALTER ROLE ${quoteIdentifier(SUPERUSER)} PASSWORD ${quoteLiteral(verifier)}\n`,
  );
  // It goes on after an error.
  if (status !== 0 || /ERROR|FATAL|PANIC/.test(output))
    throw new LocalServerError("failed", `the superuser's password in ${folder} could not be set: ${output}`);
}

async function initialise(options: FreshData): Promise<void> {
  const { account, durable, folder, major, password, programs } = options;
  const parent = dirname(folder);
  // By a name that is taken away with the server, should this process be killed meanwhile.
  const passwordFile = join(parent, `${TEMPORARY}initdb-${randomBytes(9).toString("hex")}`);
  makePrivateFolder(folder, account);
  try {
    writeWhole(passwordFile, `${password}\n`, { mode: 0o600, owner: account });
    const { status, output } = await runProgram(
      programs.initdb,
      [
        ...sharedParameters(options),
        `--pgdata=${folder}`,
        `--pwfile=${passwordFile}`,
        ...(durable ? [] : ["--no-sync"]),
      ],
      programs,
      account,
    );
    if (status !== 0) throw explainInitdb(parent, major, output);
  } finally {
    removeAll(passwordFile);
  }
}

/**
 * The same rules for text on every machine, whatever its locale: from 17 on PostgreSQL brings Unicode's own
 * (builtin C.UTF-8); before that, bytes.
 */
function sharedParameters({ major }: Pick<FreshData, "major">): string[] {
  return [
    `--username=${SUPERUSER}`,
    "--auth=scram-sha-256",
    "--data-checksums",
    "--encoding=UTF8",
    "--locale=C",
    ...(major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
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
