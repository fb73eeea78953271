import { VERSION } from "../sdk/version";
import { configurationProblems, type ServerSettings, serverSettings } from "./configuration";
import type { ProviderImplementation } from "./protocol";
import { accessResource } from "./resources/access";
import { rowSecurityResource } from "./resources/row-security";

/** The plugin `palisade`: what the engine finds behind the resource classes of `provider/sdk`. */
export const palisade: ProviderImplementation<ServerSettings> = {
  name: "palisade",
  version: VERSION,
  async checkConfig({ news }) {
    return { inputs: news, failures: configurationProblems(news) };
  },
  async configure({ inputs }) {
    return serverSettings(inputs);
  },
  resources: {
    "palisade:index:Access": accessResource,
    "palisade:index:RowSecurity": rowSecurityResource,
  },
};
