import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { extensionResource, WITHOUT_LIBPERL } from "../../testing/twin";
import rule from "./language-untrusted";

export default defineProof({
  rule,
  bad: { language: [{ database: DATABASE, name: "plperlu", trusted: false }] },
  fixed: { language: [{ database: DATABASE, name: "plperlu", trusted: true }] },
  notApplicable: { language: [] },
  key: "language-untrusted:shop:language plperlu",
  live: {
    kind: "sql",
    // An untrusted language of our own, on the handler of one that is always there.
    setup: [],
    bad: ["CREATE LANGUAGE palisade_proof HANDLER plpgsql_call_handler"],
    fix: ["DROP LANGUAGE palisade_proof"],
    key: "$db:language palisade_proof",
  },
  declaration: {
    kind: "resources",
    bad: [extensionResource({ name: "plperlu", schema: "pg_catalog" })],
    instead: {
      because: WITHOUT_LIBPERL.because,
      bad: WITHOUT_LIBPERL.plperlu,
      fixed: WITHOUT_LIBPERL.plperl,
    },
    fixed: [extensionResource({ name: "plperl", schema: "pg_catalog" })],
  },
});
