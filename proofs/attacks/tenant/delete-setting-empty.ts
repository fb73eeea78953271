import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-delete-setting-empty",
  title: "Deletes a tenant's row with the tenant setting empty",
  action: "delete",
  state: "empty",
});
