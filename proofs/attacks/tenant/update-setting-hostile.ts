import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-update-setting-hostile",
  title: "Changes a tenant's row with a hostile text as tenant setting",
  action: "update",
  state: "hostile",
});
