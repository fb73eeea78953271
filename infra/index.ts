/** The stack that `pulumi up` runs: one server, one hardened database on it. */
import * as postgresql from "@pulumi/postgresql";
import { HardenedDatabase } from "../components";
import { Provider } from "../provider/sdk/provider";
import { loadConfig, PROJECT_FOLDER } from "./config";
import { topology } from "./topology";

const plan = topology(loadConfig(), PROJECT_FOLDER);

const { database, schemas, owner, app, readonly, auditor } = new HardenedDatabase(plan.name, plan.database, {
  providers: [new postgresql.Provider("postgres", plan.postgres), new Provider("palisade", plan.palisade)],
});

export { database, schemas };
export const ownerUsername = owner.username;
export const ownerPassword = owner.password;
export const ownerConnectionString = owner.connectionString;
export const appUsername = app.username;
export const appPassword = app.password;
export const appConnectionString = app.connectionString;
export const readonlyUsername = readonly.username;
export const readonlyPassword = readonly.password;
export const readonlyConnectionString = readonly.connectionString;
// Outputs that are undefined are none.
export const auditorUsername = auditor?.username;
export const auditorPassword = auditor?.password;
export const auditorConnectionString = auditor?.connectionString;
