import { isSslMode } from "../../../postgres/connect/settings";
import { isKnown, type Maybe, Unknown } from "../../facts/maybe";
import type { ConnectionFact } from "../../facts/server";
import { parseConninfo } from "./conninfo";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, type Input, originOf } from "./resource";

/** Wrappers whose servers have libpq's parameters for options. */
const LIBPQ_WRAPPERS: ReadonlySet<string> = new Set(["postgres_fdw", "dblink_fdw"]);

/** `postgresql.Subscription`: the connection that the server makes to the publisher. */
export const postgresqlSubscription: ResourceReader = {
  types: ["postgresql:index/subscription:Subscription"],
  makes: ["connection"],
  read(resource) {
    const inputs = new Inputs(resource);
    const conninfo = inputs.text("conninfo");
    const about = { kind: "subscription", name: inputs.name("name", resource.name) } as const;
    const parameters = isKnown(conninfo) ? parseConninfo(conninfo ?? "") : conninfo;
    const read =
      parameters ??
      new Unknown(`the input conninfo of ${resource.name} is not known: it is no connection string`);
    const get = (name: string) => (read instanceof Unknown ? read : read.get(name));
    return { connection: [connectionOf(resource, about, get)] };
  },
};

/** `postgresql.Server`: the connection that the server makes to a foreign one, where that is PostgreSQL too. */
export const postgresqlServer: ResourceReader = {
  types: ["postgresql:index/server:Server"],
  makes: ["connection"],
  read(resource) {
    const inputs = new Inputs(resource);
    const wrapper = inputs.text("fdwName");
    if (isKnown(wrapper) && !LIBPQ_WRAPPERS.has(wrapper ?? "")) return {};
    const about = { kind: "foreign server", name: inputs.name("serverName", resource.name) } as const;
    const given = resource.inputs["options"];
    const options =
      given instanceof Unknown
        ? given
        : new Inputs({ inputs: (given ?? {}) as Readonly<Record<string, unknown>> });
    const get = (name: string) => (options instanceof Unknown ? options : options.text(name));
    const fact = connectionOf(resource, about, get);
    return { connection: [isKnown(wrapper) ? fact : { ...fact, tlsMode: wrapper, host: wrapper }] };
  },
};

function connectionOf(
  resource: DeclaredResource,
  about: NonNullable<ConnectionFact["madeFor"]>,
  get: (name: string) => Input<string>,
): ConnectionFact {
  const service = get("service");
  const elsewhere =
    service === undefined
      ? undefined
      : new Unknown(`what ${resource.name} connects by is not known: a service file says it`);
  const host = firstOf(get("hostaddr"), get("host"));
  const mode = get("sslmode");
  return {
    origin: originOf(resource),
    ...new Inputs(resource).database(),
    madeFor: about,
    provider: "postgresql",
    // Without a host, libpq takes the Unix socket of the server itself.
    host: host ?? elsewhere ?? "/",
    tlsMode: isKnown(mode) ? (libpqMode(resource, mode) ?? elsewhere) : mode,
    // With the system's authorities libpq allows nothing less.
    defaultTlsMode: get("sslrootcert") === "system" ? "verify-full" : "prefer",
    verifiedByScheme: false,
  };
}

function firstOf(one: Input<string>, other: Input<string>): Input<string> {
  return one === undefined || one === "" ? (other === "" ? undefined : other) : one;
}

/** A word that is no mode may be a piece of something else, and is not told. */
function libpqMode(resource: DeclaredResource, mode: string | undefined): Maybe<string | undefined> {
  if (mode === undefined || mode === "") return undefined;
  if (isSslMode(mode)) return mode;
  return new Unknown(`the sslmode of ${resource.name} is not known to libpq`);
}
