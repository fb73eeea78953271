import { DATABASE } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./password-in-comment";

const comments = { database: DATABASE, texts: "comments" } as const;

export default defineProof({
  rule,
  bad: {
    openText: [
      {
        ...comments,
        secrets: [
          { kind: "comment", on: "COLUMN", object: "app.users.name", shared: false, what: "a password" },
        ],
      },
    ],
  },
  fixed: { openText: [{ ...comments, secrets: [] }] },
  notApplicable: { openText: [{ ...comments, texts: "code", secrets: [] }] },
  key: "password-in-comment:shop:comment on column app.users.name",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`COMMENT ON ROLE ${APP} IS 'of the web shop; password: hunter2-2019'`],
    fix: [`COMMENT ON ROLE ${APP} IS 'of the web shop'`],
    key: `comment on role ${APP}`,
  },
});
