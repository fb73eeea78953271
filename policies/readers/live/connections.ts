import { type ConnectionOptions, isServerOption } from "../../../postgres/catalog/foreign-servers";
import type { ServerState } from "../../../postgres/catalog/server-state";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { type Maybe, Unknown } from "../../facts/maybe";
import type { ConnectionFact } from "../../facts/server";
import { libpqConnection } from "../libpq-connection";

/** The connections that the server makes itself: of foreign servers and of subscriptions. */
export function connectionFacts(database: string, state: ServerState): ConnectionFact[] {
  return [
    ...state.extensions.foreignServers.map(({ name, options }) =>
      connection(database, "foreign server", name, options),
    ),
    ...state.replication.subscriptions.map(({ name, options }) =>
      connection(database, "subscription", name, options ?? unseen(name)),
    ),
  ];
}

/** No GRANT is advised: it would show the password, too. */
function unseen(name: string): Unknown {
  return new Unknown(
    `only a superuser may see the connection string of the subscription ${displayIdentifier(name)}, in which its password stands`,
  );
}

function connection(
  database: string,
  kind: NonNullable<ConnectionFact["madeFor"]>["kind"],
  name: string,
  options: Maybe<ConnectionOptions>,
): ConnectionFact {
  return {
    database,
    ...libpqConnection(name, { kind, name }, (parameter) =>
      options instanceof Unknown ? options : isServerOption(parameter) ? options[parameter] : undefined,
    ),
  };
}
