import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-move-setting-unset",
  title: "Moves a row between tenants with the tenant setting never set",
  action: "move",
  state: "unset",
});
