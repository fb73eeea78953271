import { declaredIn, distinct, identifier, roleName, schemaName, schemaNames } from "../rules";
import type { AnyRule } from "../validation";
import type { SchemaAccessArgs } from "./args";

/** Everything that can be wrong with the arguments of a `SchemaAccess`. */
export function schemaAccessRules(args: SchemaAccessArgs): AnyRule[] {
  const tenantSchemas = args.tenantSchemas ?? [];
  const schemas = args.schemas.filter((schema) => typeof schema === "string");
  return [
    identifier("database", args.database, true),
    ...schemaNames("schemas", args.schemas),
    ...tenantSchemas.flatMap((schema, index) => [
      schemaName(`tenantSchemas[${index}]`, schema),
      // Only where every schema is known as text can one be missing among them.
      ...(schemas.length === args.schemas.length
        ? [declaredIn(`tenantSchemas[${index}]`, schema, schemas, "the schemas")]
        : []),
    ]),
    roleName("owner", args.owner, true),
    roleName("app", args.app, true),
    roleName("readonly", args.readonly, true),
    distinct("roles", [args.owner, args.app, args.readonly], "role"),
  ];
}
