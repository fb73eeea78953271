import type { HbaLine } from "../../../postgres/catalog/server-hba";
import { platformOf } from "../../../postgres/catalog/server-platform";
import type { ServerState } from "../../../postgres/catalog/server-state";
import type { DatabaseModel } from "../../../postgres/model/model";
import { hbaText } from "../../checks/hba";
import type { FactsByType } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import type { HbaFact } from "../../facts/server";

/** The server itself: its version, settings, access rules and sessions. */
export function serverFacts(model: DatabaseModel, state: ServerState): FactsByType {
  return {
    server: [{ version: model.version, platform: platformOf(state.settings.values.keys(), model.roles) }],
    replicationSlot: state.replication.slots,
    preparedTransaction: state.replication.prepared,
    setting: [
      ...[...state.settings.values].map(([name, value]) => ({ name, value })),
      ...[...state.settings.hidden].map(([name, cure]) => ({
        name,
        value: new Unknown(`the server's ${name} cannot be seen: ${cure}`),
      })),
    ],
    hba: "lines" in state.hba ? numbered(state.hba.lines) : [],
    session: "groups" in state.sessions ? state.sessions.groups : [],
    certificate: [{ shown: state.certificate }],
  };
}

/** Lines that read alike, or cannot be read for the same reason, told apart by their order. */
export function numbered(lines: readonly HbaLine[]): HbaFact[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const text = line.type === null ? `with an error: ${line.error}` : hbaText(line);
    const repeats = seen.get(text) ?? 0;
    seen.set(text, repeats + 1);
    return repeats === 0 ? line : { ...line, repeats };
  });
}
