import { readOnlyAttack } from "./write";

export default readOnlyAttack({
  id: "read-only-delete",
  title: "Deletes rows as a role that only reads",
  command: "delete",
});
