import type { Rule } from "../../rule";
import authenticationTimeoutLong from "./authentication-timeout-long";
import clientCertificateMissing from "./client-certificate-missing";
import hbaAllDatabases from "./hba-all-databases";
import hbaAllUsers from "./hba-all-users";
import hbaAnyAddress from "./hba-any-address";
import hbaCleartextPassword from "./hba-cleartext-password";
import hbaError from "./hba-error";
import hbaIdent from "./hba-ident";
import hbaMd5 from "./hba-md5";
import hbaPasswordForwarded from "./hba-password-forwarded";
import hbaReplicationWide from "./hba-replication-wide";
import hbaSuperuserRemote from "./hba-superuser-remote";
import hbaTrust from "./hba-trust";
import hbaWideNetwork from "./hba-wide-network";
import identMapError from "./ident-map-error";
import identMapEverybody from "./ident-map-everybody";
import identMapSuperuser from "./ident-map-superuser";
import loginFailuresNotSlowed from "./login-failures-not-slowed";
import passwordEncryptionWeak from "./password-encryption-weak";
import passwordGuessableInput from "./password-guessable-input";
import passwordInCode from "./password-in-code";
import passwordInComment from "./password-in-comment";
import passwordNotSecret from "./password-not-secret";
import passwordPlaintextInput from "./password-plaintext-input";
import scramIterationsFew from "./scram-iterations-few";
import settingHoldsPassword from "./setting-holds-password";

/** The rules about authentication. */
export const AUTHENTICATION_RULES = [
  authenticationTimeoutLong,
  clientCertificateMissing,
  hbaAllDatabases,
  hbaAllUsers,
  hbaAnyAddress,
  hbaCleartextPassword,
  hbaError,
  hbaIdent,
  hbaMd5,
  hbaPasswordForwarded,
  hbaReplicationWide,
  hbaSuperuserRemote,
  hbaTrust,
  hbaWideNetwork,
  identMapError,
  identMapEverybody,
  identMapSuperuser,
  loginFailuresNotSlowed,
  passwordEncryptionWeak,
  passwordGuessableInput,
  passwordInCode,
  passwordInComment,
  passwordNotSecret,
  passwordPlaintextInput,
  scramIterationsFew,
  settingHoldsPassword,
] as const satisfies readonly Rule[];
