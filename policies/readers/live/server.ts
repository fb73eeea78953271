import { platformOf } from "../../../postgres/catalog/server-platform";
import type { ServerState } from "../../../postgres/catalog/server-state";
import type { DatabaseModel } from "../../../postgres/model/model";
import type { FactsByType } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";

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
    hba: "lines" in state.hba ? state.hba.lines : [],
    session: "groups" in state.sessions ? state.sessions.groups : [],
    certificate: [{ shown: state.certificate }],
  };
}
