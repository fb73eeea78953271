import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "store-database-setting",
  title: "Stores a search_path for every later session of the database (ALTER DATABASE … SET)",
  family: "sessions and settings",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "What a database stores holds for everybody who connects: a search_path leads the owner's next migration to an impostor's tables.",
  defence: "a database that belongs to an owner role of which no low-trust role is a member",
  fix: "ALTER DATABASE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, { name }) =>
    context.attempt({
      statements: [`ALTER DATABASE ${quoteIdentifier(name)} SET search_path = 'palisade proof'`],
      evidence: "stored a setting for every session of the database",
    }),
});
