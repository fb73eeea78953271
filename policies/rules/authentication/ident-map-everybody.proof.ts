import { hba, identMap } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./ident-map-everybody";

const lines = [hba({ method: "cert", options: ["map=staff"] })];

export default defineProof({
  rule,
  bad: { identMap: [identMap({ system: "/.*" })], hba: lines },
  fixed: { identMap: [identMap({ system: "/^(alice|bob)$" })], hba: lines },
  notApplicable: { identMap: [{ line: 1, error: "missing entry at end of line" }], hba: lines },
  key: "ident-map-everybody:ident map staff /.* app",
  live: {
    kind: "hba",
    file: "ident_file",
    from: 15,
    bad: String.raw`palisade_proof /^(.*)$ \1`,
    fixed: String.raw`palisade_proof /^(.*)@example\.com$ \1`,
    key: String.raw`ident map palisade_proof /^(.*)$ \1`,
  },
});
