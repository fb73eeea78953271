import { endWithEngine } from "../../../postgres/end-with-engine";
import type { ProviderImplementation } from "./implementation";
import { type RunningProvider, serveProvider } from "./server";

/** The engine gives a plugin five seconds to end before it kills it and fails the whole command. */
const SHUTDOWN_LIMIT = 4_500;

/**
 * The main program of a plugin's executable: serves the provider to the engine that started the process, and ends with
 * it. Prints the port, and nothing else, on standard output. Ends the process at SIGINT or SIGTERM, and when the engine
 * is gone; work in flight is rolled back first.
 */
export async function runProvider<Config>(provider: ProviderImplementation<Config>): Promise<void> {
  const running = await serveProvider(provider, engineAddress(process.argv.slice(2)));
  const end = once(() => endProcess(running));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  endWithEngine(end);
  process.stdout.write(`${running.port}\n`);
}

/** The engine's address among the arguments; options such as `--tracing <address>` stand before it. */
export function engineAddress(args: readonly string[]): string {
  const last = args.at(-1) ?? "";
  return /^[^\s/-][^\s/]*:\d{1,5}$/.test(last) ? last : "";
}

async function endProcess(running: RunningProvider): Promise<void> {
  const limit = setTimeout(() => process.exit(1), SHUTDOWN_LIMIT);
  await running.stop();
  clearTimeout(limit);
  // Open sockets would keep the process alive.
  process.exit(0);
}

function once(work: () => Promise<void>): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    void work();
  };
}
