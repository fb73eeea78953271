import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-insert-setting-empty",
  title: "Adds a row to a tenant with the tenant setting empty",
  action: "insert",
  state: "empty",
});
