import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type Finished, runProcess } from "../measure";
import { declareAccess, declareRowSecurity, type Fixture } from "./fixture";
import { type Done, ORDER_VARIABLE, type Order } from "./order";

/** How the core is asked: both resources' work, or that of Access alone. */
export type Scope = "all" | "privileges";

/** The core as a program. */
export interface Ours {
  run(database: string, action: Order["action"], scope: Scope): Promise<Finished & { readonly done: Done }>;
  /** The most problems of one run so far. */
  refused(): number;
  remove(): void;
}

/** Bundles the core as the plugin is bundled, and runs it once, so that V8's code cache is there as in the second `up` of a life. */
export async function makeOurs(fixture: Fixture): Promise<Ours> {
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  const bundle = join(folder, "core.cjs");
  await build({
    entryPoints: [join(__dirname, "child.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["pg-native"],
    logLevel: "error",
  });
  let refused = 0;
  const run: Ours["run"] = async (database, action, scope) => {
    const order: Order = {
      settings: fixture.settings(database),
      access: declareAccess(database),
      ...(scope === "all" ? { rowSecurity: declareRowSecurity(database) } : {}),
      action,
    };
    const finished = await runProcess(process.execPath, [join(__dirname, "launch.cjs"), bundle], {
      env: { [ORDER_VARIABLE]: JSON.stringify(order) },
    });
    const done = JSON.parse(finished.stdout) as Done;
    refused = Math.max(refused, done.refused);
    return { ...finished, done };
  };
  return { run, refused: () => refused, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
