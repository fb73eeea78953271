import type {
  BorrowedCodeFact,
  DatabaseFact,
  EventTriggerFact,
  ExtensionFact,
  FunctionFact,
  LanguageFact,
  NamesakeFact,
  OpenTextFact,
  PublicationFact,
  RewriteRuleFact,
  SchemaFact,
  SecurityLabelFact,
  SubscriptionFact,
  SwitchedOffTriggersFact,
  TableFact,
  UserCastFact,
  UserMappingFact,
  ViewFact,
} from "./objects";
import type { DefaultPrivilegeFact, GrantFact, SystemGrantFact } from "./privileges";
import type { ResourceFact } from "./resources";
import type { MembershipFact, PasswordInputFact, RoleFact } from "./roles";
import type { ScriptStepFact } from "./scripts";
import type {
  CertificateFact,
  ConnectionFact,
  HbaFact,
  IdentMapFact,
  PageChecksFact,
  PreparedTransactionFact,
  ReplicationSlotFact,
  ServerFact,
  SessionFact,
  SettingFact,
} from "./server";
import type { WaiverFact } from "./waiver";

/** Every type of fact, by the name that rules ask for it. A new source of facts adds its types here. */
export interface FactTypes {
  role: RoleFact;
  membership: MembershipFact;
  passwordInput: PasswordInputFact;
  grant: GrantFact;
  defaultPrivilege: DefaultPrivilegeFact;
  database: DatabaseFact;
  schema: SchemaFact;
  table: TableFact;
  view: ViewFact;
  function: FunctionFact;
  extension: ExtensionFact;
  language: LanguageFact;
  userMapping: UserMappingFact;
  server: ServerFact;
  setting: SettingFact;
  hba: HbaFact;
  identMap: IdentMapFact;
  connection: ConnectionFact;
  session: SessionFact;
  certificate: CertificateFact;
  scriptStep: ScriptStepFact;
  systemGrant: SystemGrantFact;
  eventTrigger: EventTriggerFact;
  publication: PublicationFact;
  subscription: SubscriptionFact;
  securityLabel: SecurityLabelFact;
  rewriteRule: RewriteRuleFact;
  switchedOffTriggers: SwitchedOffTriggersFact;
  borrowedCode: BorrowedCodeFact;
  userCast: UserCastFact;
  namesake: NamesakeFact;
  openText: OpenTextFact;
  replicationSlot: ReplicationSlotFact;
  preparedTransaction: PreparedTransactionFact;
  pageChecks: PageChecksFact;
  resource: ResourceFact;
  waiver: WaiverFact;
}

/** The name of a type of fact. */
export type FactType = keyof FactTypes;

/** Every name of a type of fact, for rules that no compiler has seen. */
export const FACT_TYPES: Readonly<Record<FactType, true>> = {
  role: true,
  membership: true,
  passwordInput: true,
  grant: true,
  defaultPrivilege: true,
  database: true,
  schema: true,
  table: true,
  view: true,
  function: true,
  extension: true,
  language: true,
  userMapping: true,
  server: true,
  setting: true,
  hba: true,
  identMap: true,
  connection: true,
  certificate: true,
  scriptStep: true,
  session: true,
  systemGrant: true,
  eventTrigger: true,
  publication: true,
  subscription: true,
  securityLabel: true,
  rewriteRule: true,
  switchedOffTriggers: true,
  borrowedCode: true,
  userCast: true,
  namesake: true,
  openText: true,
  replicationSlot: true,
  preparedTransaction: true,
  pageChecks: true,
  resource: true,
  waiver: true,
};

/** Facts by type. A type that is absent has no facts. */
export type FactsByType = { readonly [T in FactType]?: readonly FactTypes[T][] };

/** What one reading found: of a declaration, of a running server, or of migrations, which are both and neither whole. */
export interface Facts {
  readonly world: "server" | "declaration" | "migrations";
  readonly facts: FactsByType;
  /** Types that this reading could not see, each with what would have to be so. */
  readonly unreadable?: { readonly [T in FactType]?: string };
}

/** The facts of one type. */
export function factsOf<T extends FactType>(facts: Facts, type: T): readonly FactTypes[T][] {
  return (facts.facts[type] as readonly FactTypes[T][] | undefined) ?? [];
}
