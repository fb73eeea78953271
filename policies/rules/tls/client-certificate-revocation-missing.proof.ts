import { hba, setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./client-certificate-revocation-missing";

const line = hba({ options: ["clientcert=verify-full"] });

export default defineProof({
  rule,
  bad: { setting: [setting("ssl_crl_file", "")], hba: [line] },
  fixed: { setting: [setting("ssl_crl_file", "root.crl")], hba: [line] },
  notApplicable: { setting: [setting("ssl_crl_file", "")], hba: [hba()] },
  key: "client-certificate-revocation-missing:setting ssl_crl_file",
  live: {
    kind: "alter-system",
    line: "hostssl palisade_proof palisade_proof 203.0.113.0/24 cert",
    setting: "ssl_crl_file",
    bad: "",
    fixed: "root.crl",
    key: "setting ssl_crl_file",
  },
});
