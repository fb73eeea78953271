/** The components: what a stack is built from. */
export * from "./auditor/args";
export * from "./auditor/auditor";
export * from "./hardened-database/args";
export * from "./hardened-database/hardened-database";
export * from "./role-set/args";
export * from "./role-set/role-set";
export * from "./schema-access/args";
export * from "./schema-access/schema-access";
export * from "./tenant-isolation/args";
export * from "./tenant-isolation/tenant-isolation";
export { InvalidArguments } from "./validation";
