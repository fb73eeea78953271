import { granteeText } from "../../../postgres/model/keys";
import { privilegeNames } from "../../../postgres/model/privileges";
import { areKnown, isHeldByOneOf } from "../../checks/requests";
import { known } from "../../facts/maybe";
import { displayObject, withGrantee } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { REQUEST_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { revokeText } from "../../sql-text";
import { finding, pass } from "../../verdict";

/** What pgmq calls the table of a queue, and that of its archive. */
const QUEUE = /^[qa]_/;

export default defineRule({
  id: "queue-open-to-requests",
  title: "Requests from outside reach the messages of a queue",
  severity: "high",
  topic: "privileges",
  scope: "object",
  world: "server",
  facts: ["grant", "role", "membership"],
  about: "privileges of the roles of requests on the queues of pgmq",
  why: "A queue holds what one part of a system tells another, whole and for everybody: who may read it reads all of it, and who may write to it gives orders to whatever takes messages from it.",
  fix: "Revoke the privileges and send messages by a function of the server's side, or enable row-level security on the queue and write policies.",
  palisade: `import * as palisade from "pulumi-palisade";

// Takes the queues from the roles of requests and leaves everything else as it is.
new palisade.Access("queues", {
  database: "shop",
  owner: "shop_owner",
  mode: "additive",
  schemas: { pgmq: {} },
  denials: [{ from: ["anon", "authenticated"], on: [{ kind: "tables", schema: "pgmq" }] }],
});`,
  references: [
    "https://supabase.com/docs/guides/database/database-advisors?lint=0019_insecure_queue_exposed_in_api",
  ],
  catalogue: ["G20"],
  options: { requestRoles: REQUEST_ROLES },
  check(grant, { facts, options }) {
    const { kind, schema, name } = grant.object;
    if (kind !== "table" || schema !== "pgmq" || !QUEUE.test(name ?? "")) return undefined;
    if (!areKnown(options.requestRoles, facts) || !isHeldByOneOf(grant, options.requestRoles, facts))
      return undefined;
    if (grant.rowSecurity === undefined) return undefined;
    const held = known(grant.privileges);
    if (held === 0 || known(grant.rowSecurity)) return pass;
    const grantee = known(grant.grantee);
    return finding(
      locate(withGrantee(grant.object, grantee), grant),
      `${granteeText(grantee)} has ${privilegeNames(held).join(", ")} on the queue ${displayObject(grant.object)}, which has no row-level security`,
      revokeText(held, grant.object, grantee),
    );
  },
});
