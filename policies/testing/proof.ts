import type { ServerSettings } from "../../tools/local";
import type { DeclaredResource } from "../readers/declared";
import type { FactsProof } from "./prove-rule";

/** The key of the finding, without the rule. `$db` stands for the database that the proof runs in. */
export type LiveKey = string;

/** How a rule is proven on real servers. */
export type LiveProof =
  | {
      /** Statements in one transaction that is rolled back. */
      readonly kind: "sql";
      /** What both states share. */
      readonly setup?: readonly string[];
      /** Brings about what the rule objects to. */
      readonly bad: readonly string[];
      /** Mends it. */
      readonly fix: readonly string[];
      readonly key: LiveKey;
      /** The first major that can have it. @default 14 */
      readonly from?: number;
    }
  | {
      /** A setting that no transaction can change: ALTER SYSTEM and a reload, undone afterwards. */
      readonly kind: "alter-system";
      /** A line that pg_hba.conf has meanwhile. */
      readonly line?: string;
      readonly setting: string;
      readonly bad: string;
      readonly fixed: string;
      readonly key: LiveKey;
      /** The first major that has it. @default 14 */
      readonly from?: number;
    }
  | {
      /** Settings that only a start takes: a server of its own for each state. */
      readonly kind: "restart";
      readonly shared: ServerSettings;
      readonly bad: ServerSettings;
      readonly fixed: ServerSettings;
      readonly key: LiveKey;
    }
  | {
      /** Another certificate for the server, which gets its own back. */
      readonly kind: "certificate";
      /** Signed by itself or by an authority, and how many days after the day of the proof it ends. */
      readonly bad: { readonly selfSigned: boolean; readonly days: number };
      readonly key: LiveKey;
    }
  | {
      /** A line added to a file and taken out again, without a reload: the server reads the file for its view. */
      readonly kind: "hba";
      /** The setting that names the file. @default hba_file */
      readonly file?: "hba_file" | "ident_file";
      /** The first major that has the view. @default 14 */
      readonly from?: number;
      /** Puts the line in front of all others instead of behind them. */
      readonly first?: true;
      readonly bad: string;
      readonly fixed: string;
      readonly key: LiveKey;
    }
  | {
      /** A state that cannot be brought about on a shared server: what the rule must say of that as it is. */
      readonly kind: "as-is";
      /** The test of servers of their own, `policies/rules/<name>.server.test.ts`, where it is brought about and mended. */
      readonly provenBy?: "damaged-page" | "no-checksums" | "own-server" | "pgaudit" | "restart";
      /** Why it cannot be brought about. */
      readonly because: string;
      readonly finds: (major: number) => boolean;
    }
  | { readonly kind: "none"; readonly because: string };

/** How a rule is proven on the resources of a Pulumi program: the twin of its facts. */
export type DeclarationProof =
  | {
      readonly kind: "resources";
      /** What a program cannot declare, as statements that both states find on a server: tables, roles of others. */
      readonly server?: readonly string[];
      /** Brings about what the rule objects to, with the key of the proof. Real names: the server is the test's own. */
      readonly bad: readonly DeclaredResource[];
      /** Differs from `bad` in one value, or in one element more or less, of what a user writes. */
      readonly fixed: readonly DeclaredResource[];
      /** The first major whose server can have it. @default 14 */
      readonly from?: number;
      /** What makes a server the same where those of the tests cannot have the resources themselves, and why they cannot. */
      readonly instead?: {
        readonly because: string;
        readonly bad: readonly string[];
        readonly fixed: readonly string[];
      };
    }
  | {
      /** The rule passes such a declaration, and no program can declare what it objects to. */
      readonly kind: "only good";
      readonly good: readonly DeclaredResource[];
      readonly because: string;
    }
  | {
      /** A declaration has facts of the rule's types, and yet never what the rule looks at. */
      readonly kind: "none";
      readonly because: string;
    };

/** What a page shows as bad and as mended where the rest of the proof is nothing that a person would write. */
export interface Example {
  /** The language of both, as Markdown names it. SQL about scripts is linted by a test. */
  readonly language: "json" | "sh" | "sql" | "text";
  readonly bad: readonly string[];
  readonly fixed: readonly string[];
}

/**
 * What every rule of ours must have: the proofs on facts, one on real servers where they have its facts, and one on the
 * resources of a program where it has them.
 */
export interface Proof extends FactsProof {
  readonly live: LiveProof;
  /** For every rule all of whose facts the declared reader can make, and for no other. */
  readonly declaration?: DeclarationProof;
  /** For the page, where nothing else of the proof can be shown. */
  readonly example?: Example;
}

/** Declares the proof of a rule, in the file `<rule>.proof.ts` beside it, as its default export. */
export function defineProof(proof: Proof): Proof {
  return proof;
}
