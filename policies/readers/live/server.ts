import type { HbaLine } from "../../../postgres/catalog/server-hba";
import { platformOf } from "../../../postgres/catalog/server-platform";
import type { ServerState } from "../../../postgres/catalog/server-state";
import type { DatabaseModel } from "../../../postgres/model/model";
import { hbaText } from "../../checks/hba";
import { identText } from "../../checks/ident";
import type { FactsByType } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import type { HbaFact } from "../../facts/server";
import { platformIn } from "./of-platform";

/** The server itself: its version, settings, access rules and sessions. */
export function serverFacts(model: DatabaseModel, state: ServerState): FactsByType {
  const platform = platformOf(state.settings.values.keys(), model.roles);
  // Anybody may give a role and a setting a platform's name: the superuser that initdb made proves it.
  const proven = platformIn(model);
  const managed =
    proven === undefined ? {} : { managedBy: platform === "self-hosted" ? proven.name : platform };
  return {
    server: [{ version: model.version, platform }],
    replicationSlot: state.replication.slots,
    preparedTransaction: state.replication.prepared,
    pageChecks: state.pageChecks,
    setting: [
      ...[...state.settings.values].map(([name, value]) => {
        const secret = state.settings.secrets.get(name);
        return { name, value, ...(secret === undefined ? {} : { secret }), ...managed };
      }),
      ...[...state.settings.hidden].map(([name, cure]) => ({
        name,
        value: new Unknown(`the server's ${name} cannot be seen: ${cure}`),
      })),
    ],
    hba: "lines" in state.hba ? numbered(state.hba.lines) : [],
    identMap: "lines" in state.ident ? numberedBy(state.ident.lines, identText) : [],
    session: "groups" in state.sessions ? state.sessions.groups : [],
    certificate: [{ shown: state.certificate }],
  };
}

/** Lines that read alike, or cannot be read for the same reason, told apart by their order. */
export function numbered(lines: readonly HbaLine[]): HbaFact[] {
  return numberedBy(lines, (line) => (line.type === null ? `with an error: ${line.error}` : hbaText(line)));
}

function numberedBy<Line>(
  lines: readonly Line[],
  textOf: (line: Line) => string,
): (Line & { readonly repeats?: number })[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const text = textOf(line);
    const repeats = seen.get(text) ?? 0;
    seen.set(text, repeats + 1);
    return { ...line, ...(repeats === 0 ? {} : { repeats }) };
  });
}
