import type * as pulumi from "@pulumi/pulumi";
import { wholeNumber } from "../rules";
import { type AnyRule, rule } from "../validation";
import type { ServerArgs } from "./args";

/** Everything that can be wrong with where clients find the server. */
export function serverRules(server: ServerArgs): AnyRule[] {
  return [hostName(server.host), wholeNumber("server.port", server.port, 1, 65_535)];
}

function hostName(value: pulumi.Input<string>): AnyRule {
  return rule<string>({
    path: "server.host",
    value,
    required: true,
    // A slash is the directory of a Unix socket, which no connection string of ours can carry.
    when: (host) => host === "" || /[\s/@?#]/.test(host),
    say: (host) => `${JSON.stringify(host)} is no host name or address`,
  });
}
