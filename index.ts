/** Palisade: PostgreSQL hardening as code. Components first; below them the resources that they are made of. */
export * from "./components";
export { TLS_MODES, type TlsMode } from "./postgres/connect/settings";
export {
  ACCESS_MODES,
  Access,
  type AccessArgs,
  type AccessMode,
  type RoleAssertion,
  // `SchemaAccessArgs` are those of the component; the resource's arguments for one schema go by another name here.
  type SchemaAccessArgs as AccessSchemaArgs,
  type SchemaPrivileges,
} from "./provider/sdk/access";
export { Provider, type ProviderArgs } from "./provider/sdk/provider";
export { RowSecurity, type RowSecurityArgs } from "./provider/sdk/row-security";
