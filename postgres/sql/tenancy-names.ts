/** The schema of what the forms `signed` and `role` need. Nobody but its owner and the managing role has USAGE on it. */
export const TENANCY_SCHEMA = "palisade_tenancy";

/** The function that checks a token and gives one of its values. */
export const SIGNED_FUNCTION = "signed_tenant";

/** The table of the keys that sign tokens. */
export const SIGNING_KEYS = "signing_keys";

/** The table of the roles that are tenants. */
export const ROLE_TENANTS = "role_tenants";

/** The schema of the guard's functions. It holds nothing else, so that nobody needs USAGE on it. */
export const GUARD_SCHEMA = "palisade_guard";

/** What every event trigger of a guard is called at its beginning. */
export const GUARD_PREFIX = "palisade_guard_";
