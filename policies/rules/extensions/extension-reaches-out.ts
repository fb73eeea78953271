import { displayIdentifier } from "../../../postgres/sql/quote";
import { EXTENSIONS } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "extension-reaches-out",
  title: "An extension reaches beyond the database",
  severity: "medium",
  topic: "extensions",
  scope: "object",
  facts: ["extension"],
  about: "installed extensions",
  why: "dblink and postgres_fdw connect to other servers from inside of this one, where its network and its .pgpass are; file_fdw and adminpack read and write its files. One privilege more, and a statement that somebody injects does it too.",
  fix: "Drop the extension, or name it in the rule's option approved once its servers and user mappings are looked after.",
  withoutPalisade: EXTENSIONS,
  references: ["https://www.postgresql.org/docs/current/dblink.html"],
  catalogue: ["E07"],
  options: {
    approved: { type: "strings", default: [], description: "Extensions that somebody has looked at." },
    refused: {
      type: "strings",
      default: ["adminpack", "dblink", "file_fdw", "postgres_fdw", "http", "pg_net"],
      description: "Extensions that reach beyond the database.",
    },
  },
  check(extension, { options }) {
    if (options.approved.includes(extension.name)) return undefined;
    if (!options.refused.includes(extension.name)) return pass;
    const ref = { kind: "extension", ...inDatabase(extension.database), name: extension.name };
    return finding(
      locate(ref, extension),
      `the extension ${displayIdentifier(extension.name)} reaches other servers, or the files of this one`,
      `DROP EXTENSION ${sqlName(extension.name)}; -- what depends on it goes first, or with CASCADE`,
    );
  },
});
