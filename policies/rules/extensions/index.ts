import type { Rule } from "../../rule";
import extensionInPublic from "./extension-in-public";
import extensionNotApproved from "./extension-not-approved";
import extensionOutdated from "./extension-outdated";
import extensionReachesOut from "./extension-reaches-out";
import languageUnneeded from "./language-unneeded";
import languageUntrusted from "./language-untrusted";
import subscriptionWithoutPassword from "./subscription-without-password";
import userMappingPublic from "./user-mapping-public";
import userMappingWithoutPassword from "./user-mapping-without-password";

/** The rules about extensions, languages and connections of the database to others. */
export const EXTENSION_RULES = [
  extensionInPublic,
  extensionNotApproved,
  extensionOutdated,
  extensionReachesOut,
  languageUntrusted,
  languageUnneeded,
  subscriptionWithoutPassword,
  userMappingPublic,
  userMappingWithoutPassword,
] as const satisfies readonly Rule[];
