/** Numbers of PostgreSQL's own that several rooms need. */

/** The role that initdb made (BOOTSTRAP_SUPERUSERID, src/include/catalog/pg_authid.dat). It cannot be anything but a superuser. */
export const BOOTSTRAP_OID = 10;

/** The first OID that the server does not use for its own objects (FirstNormalObjectId, src/include/access/transam.h). */
export const FIRST_NORMAL_OID = 16384;

/** `server_version_num` from which on memberships have INHERIT and SET options, and a grantor each. */
export const MEMBERSHIP_OPTIONS_VERSION = 160000;
