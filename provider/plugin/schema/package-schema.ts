import { VERSION } from "../../sdk/version";
import { accessSchema, accessTypes } from "./access-schema";
import { proofSchema, proofTypes } from "./proof-schema";
import { rowSecuritySchema, rowSecurityTypes } from "./row-security-schema";
import { number, secret, text } from "./shapes";

/** What a provider is configured with. Port and timeouts travel as JSON text, so that unknown values pass. */
const configuration = {
  host: text,
  port: number,
  username: text,
  password: secret(text),
  tlsMode: text,
  caCertificate: text,
  caCertificateFile: text,
  connectTimeout: number,
  statementTimeout: number,
  lockTimeout: number,
};

/** The package schema: what `pulumi import` writes code from. The TypeScript classes are written by hand. */
export function packageSchema(): object {
  const types = Object.entries({ ...accessTypes, ...proofTypes, ...rowSecurityTypes }).map(
    ([name, shape]) => [`palisade:index:${name}`, shape],
  );
  return {
    name: "palisade",
    version: VERSION,
    description: "PostgreSQL hardening as code",
    license: "Apache-2.0",
    language: { nodejs: { packageName: "pulumi-palisade" } },
    config: {},
    provider: { inputProperties: configuration, requiredInputs: ["host", "username"] },
    types: Object.fromEntries(types),
    resources: {
      "palisade:index:Access": accessSchema,
      "palisade:index:Proof": proofSchema,
      "palisade:index:RowSecurity": rowSecuritySchema,
    },
  };
}
