import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-read-other-tenant",
  title: "Reads another tenant's rows",
  action: "read",
  state: "other tenant",
});
