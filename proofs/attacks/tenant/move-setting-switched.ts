import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-move-setting-switched",
  title: "Moves the previous tenant's row by a statement prepared for it",
  action: "move",
  state: "switched",
});
