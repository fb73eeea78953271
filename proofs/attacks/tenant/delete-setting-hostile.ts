import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-delete-setting-hostile",
  title: "Deletes a tenant's row with a hostile text as tenant setting",
  action: "delete",
  state: "hostile",
});
