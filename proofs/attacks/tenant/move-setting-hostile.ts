import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-move-setting-hostile",
  title: "Moves a row between tenants with a hostile text as tenant setting",
  action: "move",
  state: "hostile",
});
