import * as pulumi from "@pulumi/pulumi";
import { displayIdentifier } from "../../postgres/sql/quote";
import type { LoginRoleArgs } from "./args";
import type { RolePart } from "./parts";

/**
 * A search_path in which nobody can plant anything: the declared schemas, where only the owner may create, and the
 * temporary schema explicitly last. Where `pg_temp` is not named it is searched first, and a temporary table would
 * shadow a real one (CVE-2007-2138). `pg_catalog` comes first by itself.
 */
export function searchPath(schemas: readonly string[]): string {
  return [...schemas.map(displayIdentifier), "pg_temp"].join(", ");
}

/** What one role's sessions begin with, as `ALTER ROLE … IN DATABASE … SET` takes it. */
export function roleSettings(
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
