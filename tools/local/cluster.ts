import { appendFileSync, renameSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureCertificates } from "./certificates";
import { accessRulesText, SETTINGS_FILE, settingsText } from "./configuration";
import { diskFull, explainFileFailure, LocalServerError } from "./errors";
import { makePrivateFolder, removeAll, writeWhole } from "./files";
import { type FreshData, makeFreshData } from "./fresh-data";

/** What {@link createCluster} needs. */
export interface ClusterOptions extends Omit<FreshData, "folder"> {
  /** Holds the certificate authority. */
  readonly directory: string;
  readonly dataDirectory: string;
}

/** 39 MB of catalog, 16 MB of write-ahead log, and something to begin with. */
const NEEDED_BYTES = 100 * 1024 * 1024;

/**
 * Makes a data folder with everything that its first start needs. It is made beside its place and moved there when
 * it is whole, so that a broken attempt leaves nothing that looks like a server.
 */
export async function createCluster(options: ClusterOptions): Promise<void> {
  const { account, dataDirectory, directory } = options;
  const parent = dirname(dataDirectory);
  if (freeBytes(parent) < NEEDED_BYTES) throw diskFull(parent);
  const staging = `${dataDirectory}.new`;
  removeAll(staging);
  try {
    await makeFreshData({ ...options, folder: staging });
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
  }
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
