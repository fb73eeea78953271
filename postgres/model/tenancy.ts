import type {
  ExpressionProblem,
  ParsedExpression,
  PolicyClause,
  ServerFacts,
  StoredForms,
} from "../expression/types";

/** A privilege that somebody other than the owner holds on one of the objects of tenancy. */
export interface TenancyGrant {
  /** `PUBLIC` is the empty string. */
  readonly grantee: string;
  /** PostgreSQL's word, for example `SELECT`. */
  readonly privilege: string;
  /** Absent where the object as a whole is meant. */
  readonly column?: string;
}

/** One of the objects of tenancy. */
export interface TenancyObject {
  readonly owner: string;
  readonly grants: readonly TenancyGrant[];
}

/** The function that checks tokens. */
export interface TenancyFunction extends TenancyObject {
  /** The text as it is stored: compared letter by letter. */
  readonly source: string;
  /** True where it is what it was made as: language, volatility, SECURITY DEFINER, settings. */
  readonly intact: boolean;
}

/** What the forms `signed` and `role` have in a database. */
export interface LiveTenancy {
  readonly schema?: TenancyObject;
  readonly signedFunction?: TenancyFunction;
  /** `keys` is absent where the reader may not look. A key is told by its fingerprint. */
  readonly signingKeys?: TenancyObject & {
    readonly keys?: readonly { readonly scope: string; readonly id: string; readonly fingerprint: string }[];
  };
  /** `rows` is absent where the reader may not look. */
  readonly roleTenants?: TenancyObject & {
    readonly rows?: readonly { readonly role: string; readonly key: string; readonly value: string }[];
  };
}

/** What the parser and the server say about the user's own policies. */
export interface CustomPolicyFacts {
  /** By the policy's name. */
  readonly parsed: ReadonlyMap<string, Readonly<Partial<Record<PolicyClause, ParsedExpression>>>>;
  /** By the policy's name. */
  readonly unparsed: ReadonlyMap<string, Readonly<Partial<Record<PolicyClause, ExpressionProblem>>>>;
  readonly server: ServerFacts;
  readonly stored: StoredForms;
}
