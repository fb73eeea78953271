import type { Rule } from "../../rule";
import listenAddressesAny from "./listen-addresses-any";
import socketOpenToEverybody from "./socket-open-to-everybody";
import tcpKeepalivesSlow from "./tcp-keepalives-slow";
import tempFileLimitNone from "./temp-file-limit-none";

/** The rules about the network. */
export const NETWORK_RULES = [
  listenAddressesAny,
  socketOpenToEverybody,
  tcpKeepalivesSlow,
  tempFileLimitNone,
] as const satisfies readonly Rule[];
