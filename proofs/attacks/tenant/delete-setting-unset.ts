import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-delete-setting-unset",
  title: "Deletes a tenant's row with the tenant setting never set",
  action: "delete",
  state: "unset",
});
