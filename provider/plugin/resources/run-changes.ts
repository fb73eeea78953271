import type { ServerSettings } from "../configuration";
import { type Properties, reveal, setProperty, type Value } from "../protocol";

/**
 * Server and database → resource → when it was changed in this run of the engine, or at a preview, when it was found
 * that it will be. What an update repairs is afterwards as it was before: no state and no catalog tells the proof that
 * comes later. The engine starts a process for each provider at each preview and at each update, and configures it first.
 */
const changed = new Map<string, Properties>();

/** Notes that a resource changes a database. What is not known yet at a preview is left out. */
export function noteChange(
  server: ServerSettings | undefined,
  database: Value | undefined,
  urn: string,
): void {
  const name = reveal(database);
  if (server === undefined || typeof name !== "string") return;
  const key = keyOf(server, name);
  const resources = changed.get(key) ?? {};
  setProperty(resources, nameOf(urn), new Date().toISOString());
  changed.set(key, resources);
}

/** Resource → when it changed this database in this run. */
export function changesOf(server: ServerSettings, database: string): Properties {
  return { ...changed.get(keyOf(server, database)) };
}

/** Begins a new run: a plugin that is debugged outlives the engine's. */
export function forgetChanges(): void {
  changed.clear();
}

function keyOf({ host, port }: ServerSettings, database: string): string {
  return JSON.stringify([host, port, database]);
}

/** The resource's own name, which stands last in its URN and may hold colons itself. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
