import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-read-setting-switched",
  title: "Reads the previous tenant's rows by a statement prepared for it",
  action: "read",
  state: "switched",
});
