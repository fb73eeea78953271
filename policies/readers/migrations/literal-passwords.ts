import { isPlaceholder } from "../../../postgres/statements/placeholders";
import type { SourcePlace } from "../../facts/object-ref";
import { parseConninfo } from "../conninfo";
import { passwordForm } from "../password-form";
import type { MigrationState } from "./state";
import { fieldsOf, isNode, list, type Node, namesOf, textOf, walk } from "./tree";

/** Only what kind of password it is becomes a fact. A placeholder that another tool fills in is none. */
export function literalPassword(
  state: MigrationState,
  owner: string,
  property: string,
  password: string | undefined,
  place: SourcePlace,
): void {
  if (password === undefined || password === "" || isPlaceholder(password)) return;
  const ofRole = owner.startsWith("role ");
  state.passwords.push(
    ofRole
      ? { owner, property, form: passwordForm(password), place }
      : { owner, property, form: "plain", connects: true, place },
  );
}

/** A connection string that a statement hands to a function of dblink. */
export function passwordsInCalls(
  state: MigrationState,
  type: string,
  statement: Node,
  place: SourcePlace,
): void {
  walk({ [type]: statement }, ({ type: kind, fields }) => {
    const called = kind === "FuncCall" ? namesOf(fields["funcname"]).at(-1) : undefined;
    if (called?.startsWith("dblink") !== true) return true;
    for (const argument of list(fields["args"])) {
      const constant = fieldsOf(argument, "A_Const")?.["sval"];
      const text = isNode(constant) ? textOf(constant["sval"]) : undefined;
      const password = text === undefined ? undefined : parseConninfo(text)?.get("password");
      literalPassword(state, `a call of ${called}`, "connection string", password, place);
    }
    return true;
  });
}
