import { VERSION } from "../sdk/version";
import { configurationProblems, type ServerSettings, serverSettings } from "./configuration";
import type { ProviderImplementation } from "./protocol";
import { accessResource } from "./resources/access";
import { proofResource } from "./resources/proof";
import { rowSecurityResource } from "./resources/row-security";
import { forgetChanges } from "./resources/run-changes";
import { packageSchema } from "./schema/package-schema";

/** The plugin `palisade`: what the engine finds behind the resource classes of `provider/sdk`. */
export const palisade: ProviderImplementation<ServerSettings> = {
  name: "palisade",
  version: VERSION,
  schema: packageSchema,
  async checkConfig({ news }) {
    return { inputs: news, failures: configurationProblems(news) };
  },
  async configure({ inputs }) {
    forgetChanges();
    return serverSettings(inputs);
  },
  resources: {
    "palisade:index:Access": accessResource,
    "palisade:index:Proof": proofResource,
    "palisade:index:RowSecurity": rowSecurityResource,
  },
};
