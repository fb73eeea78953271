import { granteeText } from "../../../postgres/model/keys";
import { Unknown } from "../../facts/maybe";
import type { SourcePlace } from "../../facts/object-ref";
import { literalPassword } from "./literal-passwords";
import type { MigrationState } from "./state";
import { fieldsOf, list, type Node, roleOf, stringOf, textOf } from "./tree";

/** CREATE USER MAPPING. */
export function createUserMapping(state: MigrationState, node: Node, place: SourcePlace): void {
  const mapping = { ...namedIn(node), passwordRequired: requirementIn(node) ?? true, place };
  const key = keyOf(mapping);
  if (node["if_not_exists"] === true && state.userMappings.has(key)) return;
  state.userMappings.set(key, mapping);
  takePassword(state, node, place);
}

/** ALTER USER MAPPING. */
export function alterUserMapping(state: MigrationState, node: Node, place: SourcePlace): void {
  // That there is one, the statement says.
  const key = keyOf(namedIn(node));
  const before = state.userMappings.get(key)?.passwordRequired;
  const passwordRequired = requirementIn(node) ?? before ?? new Unknown(NOT_TOLD);
  state.userMappings.set(key, { ...namedIn(node), passwordRequired, place });
  takePassword(state, node, place);
}

/** DROP USER MAPPING. */
export function dropUserMapping(state: MigrationState, node: Node): void {
  state.userMappings.delete(keyOf(namedIn(node)));
}

function namedIn(node: Node) {
  return { server: textOf(node["servername"]) ?? "", user: roleOf(node["user"]) ?? CURRENT };
}

const NOT_TOLD = "whether a user mapping that the files only change needs a password, they do not tell";

/** What the statement says of password_required; `undefined` where it says nothing. */
function requirementIn(node: Node): boolean | undefined {
  for (const item of list(node["options"])) {
    const option = fieldsOf(item, "DefElem") ?? {};
    if (option["defname"] !== "password_required") continue;
    return option["defaction"] === "DEFELEM_DROP" || stringOf(option["arg"])?.toLowerCase() !== "false";
  }
  return undefined;
}

/** Whoever migrates: CURRENT_USER and USER. */
const CURRENT = "the migrating role";

function takePassword(state: MigrationState, node: Node, place: SourcePlace): void {
  const { server, user } = namedIn(node);
  const owner = `user mapping of ${user === CURRENT ? user : granteeText(user)} for ${server}`;
  for (const item of list(node["options"])) {
    const option = fieldsOf(item, "DefElem") ?? {};
    if (option["defname"] !== "password" || option["defaction"] === "DEFELEM_DROP") continue;
    literalPassword(state, owner, "password", stringOf(option["arg"]), place);
  }
}

function keyOf({ server, user }: { readonly server: string; readonly user: string }): string {
  return JSON.stringify([server, user]);
}
