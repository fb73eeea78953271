import { fstatSync } from "node:fs";

/**
 * Calls `end` when the Pulumi engine that started this process is gone. A killed engine sends no signal; what it leaves is
 * the closed end of its child's standard input. Only a pipe or socket means an engine at the other end: started by hand,
 * or by a language host, a process may have a terminal or nothing there. `end` may be called more than once.
 */
export function endWithEngine(end: () => void): void {
  let kind: ReturnType<typeof fstatSync>;
  try {
    kind = fstatSync(0);
  } catch {
    return;
  }
  if (!kind.isFIFO() && !kind.isSocket()) return;
  process.stdin.on("end", end);
  process.stdin.on("close", end);
  process.stdin.on("error", end);
  process.stdin.resume();
}
