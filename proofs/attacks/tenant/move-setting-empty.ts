import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-move-setting-empty",
  title: "Moves a row between tenants with the tenant setting empty",
  action: "move",
  state: "empty",
});
