import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-move-other-tenant",
  title: "Gives a row to another tenant, or takes one",
  action: "move",
  state: "other tenant",
});
