/**
 * Why a rule shows no program with Palisade: no component of it makes what the rule is about. Reports print it in the place
 * of the code.
 */

/** Settings of the server. `databaseSettings` of an Access are another thing: rules judge the server's own value. */
export const SERVER_CONFIGURATION =
  "no component of Palisade makes the server's configuration; set it where the server is provisioned: in postgresql.conf, or in the parameters of a managed service";

/** Who is let in, from where and by what. */
export const HBA_FILE =
  "no component of Palisade writes pg_hba.conf; change it where the server is provisioned, or what a managed service has in its place";

/** Who is taken for whom. */
export const IDENT_FILE =
  "no component of Palisade writes pg_ident.conf; change it where the server is provisioned";

/** Certificates and how the server speaks TLS. */
export const SERVER_TLS =
  "no component of Palisade makes the server's certificates and its TLS settings; change them where the server is provisioned";

/** What an operator does to a server, once. */
export const OPERATIONS = "no declaration brings this about; it is a task for whoever runs the server";

/** Functions, triggers, casts and rules of tables. */
export const OWN_CODE =
  "no component of Palisade writes functions, triggers, casts or rules of tables; mend them in a migration";

/** Tables, keys and comments. */
export const TABLES =
  "no component of Palisade makes tables, columns, keys or comments; mend them in a migration";

/** What a migration does while it runs. */
export const MIGRATION = "no component of Palisade runs migrations; write this one otherwise";

/** Extensions and procedural languages. */
export const EXTENSIONS =
  "no component of Palisade installs extensions; what a program declares as a postgresql.Extension, mend there";

/** Ways to other servers. */
export const OTHER_SERVERS =
  "no component of Palisade makes foreign servers, user mappings, publications or subscriptions; what a program declares of them with @pulumi/postgresql, mend there";

/** What somebody decided about resources and findings. */
export const OWN_PROGRAM = "this is about what your own program and its waivers say; mend it there";
