import { hba, identMap, role } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./ident-map-superuser";

const others = {
  hba: [hba({ method: "cert", options: ["map=staff"] })],
  role: [role({ name: "dba", superuser: true })],
  server: [{ version: 180001 }],
};

export default defineProof({
  rule,
  bad: { identMap: [identMap({ system: "alice", role: "dba" })], ...others },
  fixed: { identMap: [identMap({ system: "dba", role: "dba" })], ...others },
  notApplicable: { identMap: [], ...others },
  key: "ident-map-superuser:ident map staff alice dba",
  live: {
    kind: "hba",
    file: "ident_file",
    from: 15,
    bad: "palisade_proof alice postgres",
    fixed: "palisade_proof postgres postgres",
    key: "ident map palisade_proof alice postgres",
  },
});
