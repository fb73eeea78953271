import { isKnown } from "../../facts/maybe";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { originOf } from "./resource";

/** Schemes of the provider `postgresql` whose connector verifies the cloud's certificate by itself. */
const VERIFYING_SCHEMES: ReadonlySet<string> = new Set(["awspostgres", "gcppostgres"]);

/** `postgresql.Provider`, explicit or the default one. Its driver's own default is `require`. */
export const postgresqlProvider: ResourceReader = {
  types: ["pulumi:providers:postgresql"],
  makes: ["connection"],
  read(resource) {
    const inputs = new Inputs(resource);
    const scheme = inputs.text("scheme");
    const mode = inputs.text("sslmode");
    return {
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
  makes: ["connection"],
  read(resource) {
    const inputs = new Inputs(resource);
    return {
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
