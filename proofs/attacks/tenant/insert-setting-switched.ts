import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-insert-setting-switched",
  title: "Adds a row to the previous tenant by a statement prepared for it",
  action: "insert",
  state: "switched",
});
