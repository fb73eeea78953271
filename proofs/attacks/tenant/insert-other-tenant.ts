import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-insert-other-tenant",
  title: "Adds a row to another tenant",
  action: "insert",
  state: "other tenant",
});
