import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { extensionResource, WITHOUT_LIBPERL } from "../../testing/twin";
import rule from "./language-unneeded";

export default defineProof({
  rule,
  bad: { language: [{ database: DATABASE, name: "plperl", trusted: true }] },
  fixed: { language: [{ database: DATABASE, name: "plpgsql", trusted: true }] },
  notApplicable: { language: [{ database: DATABASE, name: "plperlu", trusted: false }] },
  key: "language-unneeded:shop:language plperl",
  live: {
    kind: "sql",
    // A language of our own, on the handler of one that is always there.
    bad: ["CREATE TRUSTED LANGUAGE palisade_proof HANDLER plpgsql_call_handler"],
    fix: ["DROP LANGUAGE palisade_proof"],
    key: "$db:language palisade_proof",
  },
  declaration: {
    kind: "resources",
    bad: [extensionResource({ name: "plperl", schema: "pg_catalog" })],
    instead: {
      because: WITHOUT_LIBPERL.because,
      bad: WITHOUT_LIBPERL.plperl,
      fixed: WITHOUT_LIBPERL.plperlu,
    },
    fixed: [extensionResource({ name: "plperlu", schema: "pg_catalog" })],
  },
});
