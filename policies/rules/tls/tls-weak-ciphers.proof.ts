import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./tls-weak-ciphers";

export default defineProof({
  rule,
  bad: { setting: [setting("ssl_ciphers", "HIGH:MEDIUM:+3DES:!aNULL")] },
  fixed: { setting: [setting("ssl_ciphers", "HIGH:!3DES:!aNULL")] },
  notApplicable: {
    setting: [setting("ssl_ciphers", "ALL"), setting("ssl_min_protocol_version", "TLSv1.3")],
  },
  key: "tls-weak-ciphers:setting ssl_ciphers",
  live: {
    kind: "alter-system",
    setting: "ssl_ciphers",
    bad: "HIGH:MEDIUM:+3DES:!aNULL",
    fixed: "ECDHE+AESGCM:ECDHE+CHACHA20",
    key: "setting ssl_ciphers",
  },
});
