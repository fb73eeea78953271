import { defineProof } from "../../testing/proof";
import rule from "./ident-map-error";

export default defineProof({
  rule,
  bad: { identMap: [{ line: 3, error: "missing entry at end of line" }] },
  fixed: { identMap: [{ line: 3, error: null }] },
  notApplicable: { identMap: [] },
  key: "ident-map-error:ident map with an error: missing entry at end of line",
  live: {
    kind: "hba",
    file: "ident_file",
    from: 15,
    bad: "palisade_proof",
    fixed: "palisade_proof alice app",
    key: "ident map with an error: missing entry at end of line",
  },
});
