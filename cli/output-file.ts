import { renameSync, rmSync, writeFileSync } from "node:fs";
import { CommandFailure } from "./failure";

/** Writes a report in one step, readable for its owner only: it tells where a server is weak. */
export function writeReport(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`the report cannot be written to ${path}: ${reason}`, error);
  }
}
