import { quoteLiteral } from "../../../postgres/sql/quote";
import { OPERATIONS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "prepared-transaction-abandoned",
  title: "A prepared transaction was never ended",
  severity: "medium",
  topic: "server",
  scope: "object",
  world: "server",
  facts: ["preparedTransaction"],
  about: "prepared transactions",
  why: "It keeps its locks over every restart, and dead rows stay as long as it does. Nobody's session shows it, so that nobody looks for it.",
  fix: "Let its transaction manager end it, or roll it back.",
  withoutPalisade: OPERATIONS,
  references: ["https://www.postgresql.org/docs/current/sql-prepare-transaction.html"],
  catalogue: ["B17"],
  options: {
    minutes: { type: "integer", default: 60, description: "Minutes that a prepared transaction may last." },
  },
  check(transaction, { options }) {
    if (transaction.minutes <= options.minutes) return pass;
    return finding(
      { kind: "prepared transaction", database: transaction.database, name: transaction.id },
      `the prepared transaction ${transaction.id} of ${transaction.owner} has been open for ${transaction.minutes} minutes`,
      `ROLLBACK PREPARED ${quoteLiteral(transaction.id)}; -- in the database ${sqlName(transaction.database)}`,
    );
  },
});
