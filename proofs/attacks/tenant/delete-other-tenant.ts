import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-delete-other-tenant",
  title: "Deletes another tenant's row",
  action: "delete",
  state: "other tenant",
});
