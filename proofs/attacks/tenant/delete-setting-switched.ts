import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-delete-setting-switched",
  title: "Deletes the previous tenant's row by a statement prepared for it",
  action: "delete",
  state: "switched",
});
