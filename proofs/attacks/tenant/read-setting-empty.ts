import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-read-setting-empty",
  title: "Reads rows with the tenant setting empty",
  action: "read",
  state: "empty",
});
