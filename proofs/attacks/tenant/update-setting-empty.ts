import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-update-setting-empty",
  title: "Changes a tenant's row with the tenant setting empty",
  action: "update",
  state: "empty",
});
