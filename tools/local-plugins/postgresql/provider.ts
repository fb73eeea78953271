import { version } from "@pulumi/postgresql/package.json";
import { containsUnknown, type ProviderImplementation, revealAll } from "../../../provider/plugin/protocol";
import { standInSchema } from "../schema";
import { announce } from "../stand-in";
import {
  CONFIGURATION_INPUTS,
  type Configuration,
  configurationFailures,
  readConfiguration,
} from "./configuration";
import { database } from "./database";
import { defaultPrivileges } from "./default-privileges";
import { extension } from "./extension";
import { grant } from "./grant";
import { grantRole } from "./grant-role";
import { role } from "./role";
import { schema } from "./schema";

const resources = {
  "postgresql:index/database:Database": database,
  "postgresql:index/role:Role": role,
  "postgresql:index/schema:Schema": schema,
  "postgresql:index/extension:Extension": extension,
  "postgresql:index/grant:Grant": grant,
  "postgresql:index/defaultPrivileges:DefaultPrivileges": defaultPrivileges,
  "postgresql:index/grantRole:GrantRole": grantRole,
};

/**
 * A local stand-in for the official plugin `postgresql`, for machines that cannot download it: the resources that this
 * project and its policies know, with the official types, defaults, outputs and ids. It runs real SQL.
 */
export const postgresqlStandIn: ProviderImplementation<Configuration> = {
  name: "postgresql",
  version,
  checkConfig: async ({ news }) => ({
    inputs: news,
    failures: containsUnknown(news) ? [] : configurationFailures(revealAll(news)),
  }),
  configure: async ({ inputs, context }) => {
    announce(postgresqlStandIn, context);
    return containsUnknown(inputs) ? undefined : readConfiguration(revealAll(inputs), process.env);
  },
  schema: () => standInSchema({ name: "postgresql", version, config: CONFIGURATION_INPUTS, resources }),
  resources,
};
