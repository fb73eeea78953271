import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-insert-setting-hostile",
  title: "Adds a row to a tenant with a hostile text as tenant setting",
  action: "insert",
  state: "hostile",
});
