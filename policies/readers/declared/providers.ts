import { displayIdentifier } from "../../../postgres/sql/quote";
import { isKnown } from "../../facts/maybe";
import { connectionPassword } from "./connection-password";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

/** Schemes of the provider `postgresql` whose connector verifies the cloud's certificate by itself. */
const VERIFYING_SCHEMES: ReadonlySet<string> = new Set(["awspostgres", "gcppostgres"]);

/** What the managing role proves itself with. */
function passwordOf(resource: DeclaredResource, inputs: Inputs) {
  const owner = `provider ${displayIdentifier(resource.name)}`;
  return connectionPassword(
    resource,
    { owner, property: "password" },
    inputs.text("password"),
    inputs.text("username"),
  );
}

/** `postgresql.Provider`, explicit or the default one. Its driver's own default is `require`. */
export const postgresqlProvider: ResourceReader = {
  types: ["pulumi:providers:postgresql"],
  makes: ["connection", "passwordInput"],
  read(resource) {
    const inputs = new Inputs(resource);
    const scheme = inputs.text("scheme");
    const mode = inputs.text("sslmode");
    return {
      passwordInput: passwordOf(resource, inputs),
      connection: [
        {
          origin: originOf(resource),
          provider: "postgresql",
          host: inputs.text("host"),
          // `sslMode` is the older spelling.
          tlsMode: isKnown(mode) && mode === undefined ? inputs.text("sslMode") : mode,
          defaultTlsMode: "require",
          verifiedByScheme: isKnown(scheme) && scheme !== undefined && VERIFYING_SCHEMES.has(scheme),
        },
      ],
    };
  },
};

/** The provider of our own resources. */
export const palisadeProvider: ResourceReader = {
  types: ["pulumi:providers:palisade"],
  makes: ["connection", "passwordInput"],
  read(resource) {
    const inputs = new Inputs(resource);
    return {
      passwordInput: passwordOf(resource, inputs),
      connection: [
        {
          origin: originOf(resource),
          provider: "palisade",
          host: inputs.text("host"),
          tlsMode: inputs.text("tlsMode"),
          defaultTlsMode: "verify-full",
          verifiedByScheme: false,
        },
      ],
    };
  },
};
