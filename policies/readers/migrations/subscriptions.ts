import { Unknown } from "../../facts/maybe";
import type { SourcePlace } from "../../facts/object-ref";
import type { SubscriptionFact } from "../../facts/objects";
import type { ConnectionFact } from "../../facts/server";
import { parseConninfo } from "../conninfo";
import { libpqConnection } from "../libpq-connection";
import { literalPassword } from "./literal-passwords";
import type { MigrationState } from "./state";
import { booleanOf, type Node, optionsOf, textOf } from "./tree";

/** A subscription as far as the files tell of it. */
export interface SubscriptionDraft {
  name: string;
  /** What its connection string says, without its password; absent where the files do not tell it. */
  parameters?: ReadonlyMap<string, string> | Unknown;
  /** Absent where the files do not tell it. */
  passwordRequired?: boolean;
  place: SourcePlace;
}

/** CREATE SUBSCRIPTION. */
export function createSubscription(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["subname"]) ?? "";
  const made: SubscriptionDraft = { name, passwordRequired: true, place };
  state.subscriptions.set(name, made);
  takeConninfo(state, made, node, place);
  takeOptions(made, node, place);
}

/** ALTER SUBSCRIPTION … CONNECTION and SET. */
export function alterSubscription(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["subname"]) ?? "";
  const subscription = state.subscriptions.get(name) ?? { name, place };
  state.subscriptions.set(name, subscription);
  if (node["kind"] === "ALTER_SUBSCRIPTION_CONNECTION") takeConninfo(state, subscription, node, place);
  takeOptions(subscription, node, place);
}

/** DROP SUBSCRIPTION. */
export function dropSubscription(state: MigrationState, node: Node): void {
  state.subscriptions.delete(textOf(node["subname"]) ?? "");
}

function takeConninfo(
  state: MigrationState,
  subscription: SubscriptionDraft,
  node: Node,
  place: SourcePlace,
): void {
  const parameters = parseConninfo(textOf(node["conninfo"]) ?? "");
  const owner = `subscription ${subscription.name}`;
  literalPassword(state, owner, "CONNECTION", parameters?.get("password"), place);
  subscription.parameters =
    parameters ??
    new Unknown(
      `what the subscription ${subscription.name} connects to is not known: it is no connection string`,
    );
  subscription.place = place;
}

function takeOptions(subscription: SubscriptionDraft, node: Node, place: SourcePlace): void {
  for (const [name, value] of optionsOf(node["options"]))
    if (name === "password_required") {
      subscription.passwordRequired = value === undefined || booleanOf(value);
      subscription.place = place;
    }
}

/** The connections that the subscriptions make, where the files say to where. */
export function subscriptionConnections(state: MigrationState): ConnectionFact[] {
  return [...state.subscriptions.values()].flatMap(({ name, parameters, place }) =>
    parameters === undefined
      ? []
      : [
          {
            ...libpqConnection(name, { kind: "subscription", name }, (parameter) =>
              parameters instanceof Unknown ? parameters : parameters.get(parameter),
            ),
            place,
          },
        ],
  );
}

/** The subscriptions, where the files say whether they need a password. */
export function subscriptionFacts(state: MigrationState): SubscriptionFact[] {
  return [...state.subscriptions.values()].flatMap(({ name, passwordRequired, place }) =>
    passwordRequired === undefined ? [] : [{ name, passwordRequired, place }],
  );
}
