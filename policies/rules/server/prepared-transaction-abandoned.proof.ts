import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./prepared-transaction-abandoned";

const transaction = { id: "order-7", owner: "app", database: DATABASE };

export default defineProof({
  rule,
  bad: { preparedTransaction: [{ ...transaction, minutes: 61 }] },
  fixed: { preparedTransaction: [{ ...transaction, minutes: 5 }] },
  notApplicable: { preparedTransaction: [] },
  key: "prepared-transaction-abandoned:shop:prepared transaction order-7",
  live: {
    kind: "as-is",
    provenBy: "own-server",
    because: "test servers prepare none: max_prepared_transactions is 0",
    finds: () => false,
  },
  example: {
    language: "sql",
    bad: ["PREPARE TRANSACTION 'transfer-17'; -- and an hour later nobody has ended it"],
    fixed: ["ROLLBACK PREPARED 'transfer-17';"],
  },
});
