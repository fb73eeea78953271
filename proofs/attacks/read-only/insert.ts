import { readOnlyAttack } from "./write";

export default readOnlyAttack({
  id: "read-only-insert",
  title: "Adds rows as a role that only reads",
  command: "insert",
});
