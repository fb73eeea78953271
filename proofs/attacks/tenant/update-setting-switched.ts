import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-update-setting-switched",
  title: "Changes the previous tenant's row by a statement prepared for it",
  action: "update",
  state: "switched",
});
