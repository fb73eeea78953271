import { tenantAttack } from "./tenant-attack";

export default tenantAttack({
  id: "tenant-read-setting-hostile",
  title: "Reads rows with a hostile text as tenant setting",
  action: "read",
  state: "hostile",
});
