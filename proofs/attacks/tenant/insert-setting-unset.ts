import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-insert-setting-unset",
  title: "Adds a row to a tenant with the tenant setting never set",
  action: "insert",
  state: "unset",
});
