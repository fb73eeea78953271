import * as pulumi from "@pulumi/pulumi";
import { displayIdentifier } from "../../postgres/sql/quote";
import type { LoginRoleArgs, RoleAssertionArgs } from "./args";
import { limitOf, type RolePart } from "./parts";

/**
 * A search_path in which nobody can plant anything: the declared schemas, where only the owner may create, and the
 * temporary schema explicitly last. Where `pg_temp` is not named it is searched first, and a temporary table would
 * shadow a real one (CVE-2007-2138). `pg_catalog` comes first by itself.
 */
export function searchPath(schemas: readonly string[]): string {
  return [...schemas.map(displayIdentifier), "pg_temp"].join(", ");
}

/** What one role's sessions begin with, as `ALTER ROLE … IN DATABASE … SET` takes it. */
function roleSettings(
  part: RolePart,
  args: LoginRoleArgs,
  schemas: readonly pulumi.Input<string>[],
): pulumi.Output<Record<string, string>> {
  return pulumi
    .all([
      args.idleInTransactionTimeout ?? part.idleInTransactionTimeout,
      args.lockTimeout ?? part.lockTimeout,
      pulumi.all([...schemas]).apply(searchPath),
      args.statementTimeout ?? part.statementTimeout,
    ])
    .apply<Record<string, string>>(([idleInTransaction, lock, path, statement]) => ({
      idle_in_transaction_session_timeout: idleInTransaction,
      lock_timeout: lock,
      search_path: path,
      statement_timeout: statement,
    }));
}

/**
 * What the role is asserted to be. It stands beside what `postgresql.Role` creates, so that a drifted SUPERUSER, limit,
 * membership or setting is seen at every preview, also without a refresh.
 */
export function roleAssertion(
  part: RolePart,
  args: LoginRoleArgs,
  schemas: readonly pulumi.Input<string>[],
): RoleAssertionArgs {
  return {
    settings: roleSettings(part, args, schemas),
    login: true,
    inherit: true,
    connectionLimit: limitOf(part, args),
    memberOf: args.memberOf ?? [],
    members: args.members ?? [],
    managed: true,
  };
}
