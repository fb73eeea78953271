import { isServerOption, LIBPQ_WRAPPERS, type ServerOption } from "../../../postgres/catalog/foreign-servers";
import { Unknown } from "../../facts/maybe";
import type { SourcePlace } from "../../facts/object-ref";
import type { ConnectionFact } from "../../facts/server";
import { libpqConnection } from "../libpq-connection";
import { literalPassword } from "./literal-passwords";
import type { MigrationState } from "./state";
import { fieldsOf, list, type Node, stringOf, textOf } from "./tree";

/** A foreign server as far as the files tell of it. */
export interface ForeignServerDraft {
  /** Absent where another file made it. */
  readonly wrapper?: string;
  readonly options: Map<ServerOption, string>;
  place: SourcePlace;
}

/** CREATE SERVER. */
export function createServer(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["servername"]) ?? "";
  if (node["if_not_exists"] === true && state.servers.has(name)) return;
  const server = { wrapper: textOf(node["fdwname"]) ?? "", options: new Map<ServerOption, string>(), place };
  state.servers.set(name, server);
  takeOptions(state, server, node, place);
}

/** ALTER SERVER … OPTIONS. */
export function alterServer(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["servername"]) ?? "";
  const server = state.servers.get(name) ?? { options: new Map<ServerOption, string>(), place };
  if (takeOptions(state, server, node, place)) state.servers.set(name, server);
}

/** True where there was one of those that rules look at. What it was before does not matter: the statement says what it is. */
function takeOptions(
  state: MigrationState,
  server: ForeignServerDraft,
  node: Node,
  place: SourcePlace,
): boolean {
  const of = textOf(node["servername"]) ?? "";
  let taken = false;
  for (const item of list(node["options"])) {
    const option = fieldsOf(item, "DefElem") ?? {};
    const name = textOf(option["defname"]) ?? "";
    if (name === "password" && option["defaction"] !== "DEFELEM_DROP")
      literalPassword(state, `foreign server ${of}`, name, stringOf(option["arg"]), place);
    if (!isServerOption(name)) continue;
    if (option["defaction"] === "DEFELEM_DROP") server.options.delete(name);
    else server.options.set(name, stringOf(option["arg"]) ?? "");
    server.place = place;
    taken = true;
  }
  return taken;
}

/** The connections that the foreign servers make, where they are PostgreSQL too. */
export function connectionFacts(state: MigrationState): ConnectionFact[] {
  return [...state.servers].flatMap(([name, { wrapper, options, place }]) => {
    if (wrapper !== undefined && !LIBPQ_WRAPPERS.includes(wrapper)) return [];
    const fact = libpqConnection(name, { kind: "foreign server", name }, (parameter) =>
      isServerOption(parameter) ? options.get(parameter) : undefined,
    );
    if (wrapper !== undefined) return [{ ...fact, place }];
    const elsewhere = new Unknown(
      `the other options of the foreign server ${name} are not known: give its migration too`,
    );
    return [{ ...fact, host: elsewhere, tlsMode: fact.tlsMode ?? elsewhere, place }];
  });
}
