import type { Facts, FactType, FactTypes } from "./facts/facts";
import type { OptionSpecs, OptionValues } from "./option";
import type { Severity } from "./severity";
import type { Verdict } from "./verdict";

/** What a rule is about: the folder that it lies in. */
export const TOPICS = [
  "roles",
  "privileges",
  "row-security",
  "functions",
  "extensions",
  "authentication",
  "tls",
  "network",
  "logging",
  "backup",
  "databases",
  "server",
  "waivers",
] as const;

/** See {@link TOPICS}. */
export type Topic = (typeof TOPICS)[number];

/**
 * How much of the world a rule must see. `object`: one object is enough, so a declaration can be judged.
 * `closed-world`: only the complete picture of a running server decides; of a declaration the verdict is *unknown*.
 */
export type Scope = "object" | "closed-world";

/**
 * The only world that shows what a rule looks at: a program does not say which policies a table has, a server does not
 * know what the engine protects.
 */
export type World = "server" | "declaration" | "migrations";

/** What a check may look at beside its subject. */
export interface CheckContext<Type extends FactType, Options extends OptionSpecs> {
  /** The whole reading. Rules look only at the types that they named in `facts`. */
  readonly facts: Facts;
  /** The facts of one of the types that the rule named. */
  of<T extends Type>(type: T): readonly FactTypes[T][];
  readonly options: OptionValues<Options>;
  readonly now: Date;
}

/** Everything that a rule is. See {@link defineRule}. */
export interface RuleDefinition<
  Id extends string,
  Subject extends FactType,
  Others extends FactType,
  Options extends OptionSpecs,
> {
  /** A kebab-case sentence of the good state's opposite. Part of the contract: waivers and configurations name it. */
  readonly id: Id;
  /** What is wrong where the rule finds something, one sentence without its closing stop. */
  readonly title: string;
  readonly severity: Severity;
  readonly topic: Topic;
  readonly scope: Scope;
  /** @default both */
  readonly world?: World;
  /**
   * True for a rule that judges what a managed platform brought as well, because its customers choose it all the same: a
   * password.
   * @default false: what is the platform's own is not the rule's business
   */
  readonly ofPlatformsToo?: boolean;
  /** The type of fact that is judged one by one, and behind it the types that the check looks up. */
  readonly facts: readonly [Subject, ...Others[]];
  /** What the rule speaks about, in the plural: says why it is not applicable where there is none. */
  readonly about: string;
  /** Why it matters: what somebody can do with it. */
  readonly why: string;
  /** What mends it. */
  readonly fix: string;
  /** What to write in a Pulumi program with Palisade's components so that it cannot come about: TypeScript, where there is such a thing. */
  readonly palisade?: string;
  /** Where there is none: why no component of Palisade makes what the rule is about, for reports to say so. */
  readonly withoutPalisade?: string;
  /** Addresses to read on. The first one becomes the policy's `url`. */
  readonly references: readonly string[];
  /** The rows of Palisade's check catalogue that the rule covers. @default none, as for a rule of a user's own */
  readonly catalogue?: readonly string[];
  readonly options?: Options;
  /**
   * Pure. Says what is so with one subject; says nothing (`undefined`) where the subject is not of the rule's business.
   * An empty list is a pass.
   */
  check(
    subject: FactTypes[Subject],
    context: CheckContext<Subject | Others, Options>,
  ): Verdict | readonly Verdict[] | undefined;
}

/** A rule as the judge and the packs use it. */
export interface Rule<Id extends string = string, Options extends OptionSpecs = OptionSpecs> {
  readonly id: Id;
  readonly title: string;
  readonly severity: Severity;
  readonly topic: Topic;
  readonly scope: Scope;
  readonly world?: World;
  readonly ofPlatformsToo?: boolean;
  readonly facts: readonly [FactType, ...FactType[]];
  readonly about: string;
  readonly why: string;
  readonly fix: string;
  readonly palisade?: string;
  readonly withoutPalisade?: string;
  readonly references: readonly string[];
  readonly catalogue: readonly string[];
  readonly options: Options;
  /** As in {@link RuleDefinition}, with the types erased, so that rules of different facts share one list. */
  check(subject: unknown, context: CheckContext<FactType, Options>): Verdict | readonly Verdict[] | undefined;
}

/**
 * Defines a rule: one a file, its default export, with all its texts. Importing it does nothing else. The types of the
 * facts, of the options and of the id are kept, so that a configuration that names a rule or an option wrongly does
 * not compile.
 */
export function defineRule<
  const Id extends string,
  Subject extends FactType,
  Others extends FactType = never,
  // biome-ignore lint/complexity/noBannedTypes: a rule without options has exactly the empty object of them
  const Options extends OptionSpecs = {},
>(definition: RuleDefinition<Id, Subject, Others, Options>): Rule<Id, Options> {
  return {
    ...definition,
    catalogue: definition.catalogue ?? [],
    options: definition.options ?? ({} as Options),
    check: definition.check as Rule<Id, Options>["check"],
  };
}
