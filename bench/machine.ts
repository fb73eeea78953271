import { availableParallelism, cpus, loadavg } from "node:os";
import { withSession } from "../postgres/connect/session";
import type { ConnectionSettings } from "../postgres/connect/settings";

/** What a reader must know to judge absolute times: cores, versions, and how busy the machine was when the run began. */
export async function machineLine(settings: ConnectionSettings): Promise<string> {
  const version = await withSession(settings, async (session) => {
    const [row] = await session.query<{ server_version: string }>("SHOW server_version");
    return row?.server_version ?? "of unknown version";
  });
  const model = cpus()[0]?.model.trim() ?? "";
  const cores = availableParallelism();
  return [
    `${cores} ${cores === 1 ? "core" : "cores"}${model === "" || model === "unknown" ? "" : ` (${model})`}`,
    `Node ${process.versions.node}`,
    `PostgreSQL ${version.split(" ")[0]}, embedded, fsync off, TLS with verify-full over the loopback`,
    `load average at the start ${(loadavg()[0] ?? 0).toFixed(1)}`,
  ].join("; ");
}
