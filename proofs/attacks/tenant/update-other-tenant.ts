import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-update-other-tenant",
  title: "Changes another tenant's row",
  action: "update",
  state: "other tenant",
});
