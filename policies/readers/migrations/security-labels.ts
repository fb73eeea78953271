import type { SourcePlace } from "../../facts/object-ref";
import type { MigrationState } from "./state";
import { type Node, textOf } from "./tree";

/** SECURITY LABEL: what a label protects, its provider alone knows, which is a library of the server. */
export function labelObject(state: MigrationState, node: Node, place: SourcePlace): void {
  const provider = textOf(node["provider"]) ?? "the only provider";
  const gone = textOf(node["label"]) === undefined;
  state.unknown(
    place,
    gone
      ? `takes a security label of ${provider} away: what that protected, the files do not tell`
      : `sets a security label of ${provider}: whether the server enforces it, \`palisade audit\` tells`,
  );
}
