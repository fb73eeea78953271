import { declared } from "../../testing/declared";
import { DATABASE, database } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./database-unprotected";

const { protected: _protection, ...undeclared } = database();

export default defineProof({
  rule,
  world: "declaration",
  bad: { database: [database({ protected: false })] },
  fixed: { database: [database()] },
  notApplicable: { database: [undeclared] },
  key: "database-unprotected:database shop",
  live: { kind: "none", because: "a server does not know what the engine protects" },
  declaration: {
    kind: "resources",
    bad: [
      declared("postgresql:index/database:Database", DATABASE, { name: DATABASE, owner: "owner" }, false),
    ],
    fixed: [declared("postgresql:index/database:Database", DATABASE, { name: DATABASE, owner: "owner" })],
  },
});
