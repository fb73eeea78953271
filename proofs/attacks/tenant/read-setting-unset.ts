import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-read-setting-unset",
  title: "Reads rows with the tenant setting never set",
  action: "read",
  state: "unset",
});
