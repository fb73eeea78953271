import type { ServerState } from "../../postgres/catalog/server-state";
import type { DatabaseModel } from "../../postgres/model/model";
import type { Facts } from "../facts/facts";
import { objectFacts } from "./live/objects";
import { privilegeFacts } from "./live/privileges";
import { roleFacts } from "./live/roles";
import { serverFacts } from "./live/server";

/**
 * The facts of a running server: of one database (its model read with `columns`), and of the cluster as far as it
 * concerns that database. Pure.
 */
export function readLiveFacts(model: DatabaseModel, state: ServerState): Facts {
  return {
    world: "server",
    facts: {
      ...roleFacts(model),
      ...privilegeFacts(model),
      ...objectFacts(model, state),
      ...serverFacts(model, state),
    },
    unreadable: "unreadable" in state.hba ? { hba: state.hba.unreadable } : {},
  };
}
