import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-update-setting-unset",
  title: "Changes a tenant's row with the tenant setting never set",
  action: "update",
  state: "unset",
});
