import type { Maybe } from "./maybe";
import type { Fact } from "./origin";

/** How a password is stored, where that may be seen. */
export type PasswordForm = "scram-sha-256" | "md5" | "plain" | "none" | "unreadable";

/**
 * A role. Predefined roles (`pg_…`) are known by name alone and have no fact. An attribute is absent where a declaration
 * says nothing of it; that is no `false`.
 */
export interface RoleFact extends Fact {
  readonly name: string;
  /** Live: the managed platform whose administrator it is, by the rights that the platform gave it. */
  readonly administers?: string;
  /** True for the role that initdb made, which cannot be anything but a superuser. */
  readonly bootstrap: boolean;
  /** Where nobody says so, a role is taken for one that can log in. */
  readonly login?: Maybe<boolean>;
  readonly superuser?: Maybe<boolean>;
  readonly createRole?: Maybe<boolean>;
  readonly createDatabase?: Maybe<boolean>;
  readonly replication?: Maybe<boolean>;
  readonly bypassRowSecurity?: Maybe<boolean>;
  /** `-1` where there is no limit. */
  readonly connectionLimit?: Maybe<number>;
  /** When its password ends: ISO 8601, `infinity`, `-infinity`, or `null` where no end was ever set. */
  readonly validUntil?: Maybe<string | null>;
  /** Absent where the source says nothing of passwords (declarations do, in a {@link PasswordInputFact}). */
  readonly password?: PasswordForm;
  /** How its password was guessed; `false` where no guess was right. Absent where the source says nothing of passwords. */
  readonly guessed?: Maybe<string | false>;
  /** Live: true where in the whole cluster the role owns, holds and belongs to nothing. */
  readonly unused?: boolean;
  /** Settings that a session of the role starts with in this database: ALTER ROLE … [IN DATABASE …] SET. */
  readonly settings?: Maybe<Readonly<Record<string, Maybe<string>>>>;
  /** Live: which of the settings are for this database alone (ALTER ROLE … IN DATABASE … SET), where there are some. */
  readonly settingsHere?: { readonly database: string; readonly names: readonly string[] };
}

/** `member` is a member of `role`. */
export interface MembershipFact extends Fact {
  readonly role: Maybe<string>;
  readonly member: Maybe<string>;
  readonly admin: Maybe<boolean>;
  readonly inherit: boolean;
  readonly set: boolean;
}

/** A password in a declared resource or a migration. Only its form is a fact; the value never leaves the reader. */
export interface PasswordInputFact extends Fact {
  /** What the password is for: `role app`. */
  readonly owner: string;
  /** The input that holds it. */
  readonly property: string;
  /** True where a connection proves itself with it: of a subscription, a user mapping. */
  readonly connects?: true;
  readonly form: Maybe<"scram-sha-256" | "md5" | "plain">;
  /** What it turns out to be among those that everybody tries first, `false` where it is none. Absent for verifiers, and where nobody asked. */
  readonly guessed?: Maybe<string | false>;
  /** Whether the engine keeps the input as a secret, so that it is encrypted in the state. Absent for migrations, which have none. */
  readonly secret?: Maybe<boolean>;
  /** True where the resource's `additionalSecretOutputs` names it. `@pulumi/postgresql` adds that for every role by itself. */
  readonly secretOutput?: boolean;
}
