import type { ServerState } from "../../postgres/catalog/server-state";
import { type JudgedPolicies, NOTHING_JUDGED } from "../../postgres/expression";
import type { DatabaseModel } from "../../postgres/model/model";
import type { Facts } from "../facts/facts";
import { objectFacts } from "./live/objects";
import { markOfPlatform, platformIn } from "./live/of-platform";
import { privilegeFacts } from "./live/privileges";
import { roleFacts } from "./live/roles";
import { serverFacts } from "./live/server";
import { tableFacts } from "./live/tables";

/**
 * The facts of a running server: of one database (its model read with `columns`), and of the cluster as far as it
 * concerns that database. `judged` is what `judgeStoredPolicies` says of the policies; without it, the rules that look
 * at expressions have nothing to say. Pure.
 */
export function readLiveFacts(
  model: DatabaseModel,
  state: ServerState,
  judged: JudgedPolicies = NOTHING_JUDGED,
): Facts {
  return {
    world: "server",
    facts: markOfPlatform(
      {
        ...roleFacts(model, state),
        ...privilegeFacts(model),
        ...objectFacts(model, state),
        ...tableFacts(model, judged, state.code.policyReads),
        ...serverFacts(model, state),
      },
      platformIn(model),
    ),
    unreadable: {
      ...("unreadable" in state.hba ? { hba: state.hba.unreadable } : {}),
      ...("unreadable" in state.ident ? { identMap: state.ident.unreadable } : {}),
      ...("unreadable" in state.sessions ? { session: state.sessions.unreadable } : {}),
    },
  };
}
