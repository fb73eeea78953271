/** Palisade: PostgreSQL hardening as code. Components first; below them the resources that they are made of. */
export * from "./components";
export { TLS_MODES, type TlsMode } from "./postgres/connect/settings";
export { ACCESS_AREAS, ACCESS_MODES, type AccessArea, type AccessMode } from "./postgres/plan/words";
export { type TenantToken, tenantToken } from "./postgres/tenant-token/tenant-token";
export { Access } from "./provider/sdk/access";
export type {
  AccessArgs,
  AccessDefaultPrivileges,
  AccessDenial,
  AccessGrant,
  AccessMembership,
  AccessSelector,
  IgnoredGrantee,
  RoleAssertion,
  // `SchemaAccessArgs` are those of the component; the resource's arguments for one schema go by another name here.
  SchemaAccessArgs as AccessSchemaArgs,
  SchemaPrivileges,
} from "./provider/sdk/access-args";
export { Proof, type ProofArgs, type ProofTerms, type ProofWaiver } from "./provider/sdk/proof";
export { Provider, type ProviderArgs } from "./provider/sdk/provider";
export { RowSecurity, type RowSecurityArgs } from "./provider/sdk/row-security";
export * from "./provider/sdk/row-security-args";
