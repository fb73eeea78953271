import { isSslMode } from "../../postgres/connect/settings";
import { isKnown, type Maybe, Unknown } from "../facts/maybe";
import type { ConnectionFact } from "../facts/server";

/** A parameter of libpq; `undefined` where it is left out. */
type Parameter = Maybe<string | undefined>;

/** A connection that the server makes by libpq, from its parameters. `name` is what the reasons call it by. */
export function libpqConnection(
  name: string,
  madeFor: NonNullable<ConnectionFact["madeFor"]>,
  get: (parameter: string) => Parameter,
): ConnectionFact {
  const service = get("service");
  const elsewhere =
    service === undefined
      ? undefined
      : new Unknown(`what ${name} connects by is not known: a service file says it`);
  const mode = get("sslmode");
  return {
    madeFor,
    provider: "postgresql",
    // Without a host, libpq takes the Unix socket of the server itself.
    host: firstOf(get("hostaddr"), get("host")) ?? elsewhere ?? "/",
    tlsMode: isKnown(mode) ? (libpqMode(name, mode) ?? elsewhere) : mode,
    // With the system's authorities libpq allows nothing less.
    defaultTlsMode: get("sslrootcert") === "system" ? "verify-full" : "prefer",
    verifiedByScheme: false,
  };
}

function firstOf(one: Parameter, other: Parameter): Parameter {
  return one === undefined || one === "" ? (other === "" ? undefined : other) : one;
}

/** A word that is no mode may be a piece of something else, and is not told. */
function libpqMode(name: string, mode: string | undefined): Parameter {
  if (mode === undefined || mode === "") return undefined;
  if (isSslMode(mode)) return mode;
  return new Unknown(`the sslmode of ${name} is not known to libpq`);
}
