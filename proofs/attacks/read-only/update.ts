import { readOnlyAttack } from "./write";

export default readOnlyAttack({
  id: "read-only-update",
  title: "Changes rows as a role that only reads",
  command: "update",
});
