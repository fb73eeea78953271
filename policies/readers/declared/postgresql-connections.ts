import { LIBPQ_WRAPPERS } from "../../../postgres/catalog/foreign-servers";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { isKnown, Unknown } from "../../facts/maybe";
import type { ConnectionFact } from "../../facts/server";
import { parseConninfo } from "../conninfo";
import { libpqConnection } from "../libpq-connection";
import { connectionPassword } from "./connection-password";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, type Input, originOf } from "./resource";

/** `postgresql.Subscription`: the connection that the server makes to the publisher. */
export const postgresqlSubscription: ResourceReader = {
  types: ["postgresql:index/subscription:Subscription"],
  makes: ["connection", "passwordInput"],
  read(resource) {
    const inputs = new Inputs(resource);
    const conninfo = inputs.text("conninfo");
    const about = { kind: "subscription", name: inputs.name("name", resource.name) } as const;
    const parameters = isKnown(conninfo) ? parseConninfo(conninfo ?? "") : conninfo;
    const read =
      parameters ??
      new Unknown(`the input conninfo of ${resource.name} is not known: it is no connection string`);
    const get = (name: string) => (read instanceof Unknown ? read : read.get(name));
    const owner = `subscription ${displayIdentifier(about.name)}`;
    return {
      connection: [connectionOf(resource, about, get)],
      passwordInput: connectionPassword(
        resource,
        { owner, property: "conninfo", within: "conninfo" },
        get("password"),
        get("user"),
      ),
    };
  },
};

/** `postgresql.Server`: the connection that the server makes to a foreign one, where that is PostgreSQL too. */
export const postgresqlServer: ResourceReader = {
  types: ["postgresql:index/server:Server"],
  makes: ["connection"],
  read(resource) {
    const inputs = new Inputs(resource);
    const wrapper = inputs.text("fdwName");
    if (isKnown(wrapper) && !LIBPQ_WRAPPERS.includes(wrapper ?? "")) return {};
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
  return {
    origin: originOf(resource),
    ...new Inputs(resource).database(),
    ...libpqConnection(resource.name, about, get),
  };
}
