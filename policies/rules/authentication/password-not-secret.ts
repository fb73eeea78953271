import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "password-not-secret",
  title: "A password stands in clear in the state of the stack",
  severity: "high",
  topic: "authentication",
  scope: "object",
  world: "declaration",
  facts: ["passwordInput"],
  about: "passwords that a program gives to roles, subscriptions, user mappings and providers",
  why: "The engine encrypts what is a secret and nothing else. Any other input lies in clear in the state of the stack and in every older version of it, and is printed by previews and by pulumi stack export: whoever may read one of these has the password.",
  fix: "Hand the password over as a secret: by pulumi config set --secret and config.requireSecret(), or wrapped in pulumi.secret(). Then change it, because older versions of the state still hold it.",
  palisade: `import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";

// The options of a user mapping are no secret by themselves, and may hold one.
new postgresql.UserMapping("archive", {
  serverName: "archive",
  userName: "shop_app",
  options: { user: "reader", password: new pulumi.Config().requireSecret("archivePassword") },
});`,
  references: [
    "https://www.pulumi.com/docs/iac/concepts/secrets/",
    "https://www.pulumi.com/docs/iac/concepts/state-and-backends/",
  ],
  catalogue: ["C18"],
  check({ secret, owner, property, ...input }) {
    // A migration is no state of a stack; what stands there in clear is another rule's.
    if (secret === undefined) return undefined;
    if (known(secret)) return pass;
    return finding(
      locate({ kind: "password", name: owner }, input),
      `the password in the input ${property} of ${owner} is no secret of Pulumi, so the state of the stack holds it in clear`,
      "hand it over as a secret, by config.requireSecret() or pulumi.secret(), and change it",
    );
  },
});
