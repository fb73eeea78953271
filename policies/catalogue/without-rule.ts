/**
 * Why a row of the catalogue has no rule: `machine`, it lies outside of what a server's own SQL interface tells; `cloud`,
 * it is declared in a cloud's resources, whose reader is still to come; `elsewhere`, another part of Palisade does it;
 * `decided`, we looked and decided otherwise; `open`, nobody has written it yet.
 */
export const REASONS = ["machine", "cloud", "elsewhere", "decided", "open"] as const;

/** See {@link REASONS}. */
export type Reason = (typeof REASONS)[number];

/** The rows without a rule. A test holds that every row is either here or in a rule, and none in both. */
export const WITHOUT_RULE: Readonly<Record<string, { readonly reason: Reason; readonly text: string }>> = {
  N02: {
    reason: "decided",
    text: "Another port than 5432 is found by every scanner within minutes: it hides nothing, and makes clients harder to set up.",
  },
  N04: {
    reason: "machine",
    text: "Who may write to a folder of the machine no statement tells. Who may open the socket says socket-open-to-everybody, and from where libraries are loaded library-path-changed.",
  },
  N07: {
    reason: "decided",
    text: "Which number somebody approved no server knows. That one role may take all connections, role-no-connection-limit finds.",
  },
  N05: { reason: "machine", text: "What else runs on the machine, no statement tells." },
  N06: { reason: "machine", text: "Open ports belong to the machine and its firewall." },
  H05: {
    reason: "decided",
    text: "SCRAM over the socket is as good as peer; the weak methods are found on local lines too, by hba-trust, hba-md5, hba-ident and hba-cleartext-password.",
  },
  H06: {
    reason: "decided",
    text: "peer is the strongest method on the socket: the kernel answers for the account. Advice against it contradicts H05.",
  },
  H18: {
    reason: "decided",
    text: "passwordcheck sees only passwords in clear. Here the server gets verifiers alone, so that there is nothing to check; role-password-guessable tries the stored verifiers instead.",
  },
  H21: {
    reason: "decided",
    text: "NIST SP 800-63B advises against passwords that end by date. For an application's role the date is an outage. That one which has passed is no lock, role-expired says.",
  },
  H22: { reason: "machine", text: "Profiles of users are files of the machine." },
  H23: { reason: "machine", text: "Environments of processes belong to the machine." },
  H25: { reason: "machine", text: "pg_service.conf lies at the client." },
  H26: { reason: "machine", text: "The history of psql lies at the client." },
  H27: { reason: "machine", text: "Accounts of the operating system." },
  H28: { reason: "machine", text: "Accounts of the operating system." },
  H31: {
    reason: "machine",
    text: "Who used which line stands in the log alone. Roles that nobody has given anything are found by role-unused.",
  },
  H32: { reason: "machine", text: "A document of the organisation." },
  H33: {
    reason: "decided",
    text: "Whether people log in by a directory of the organisation is for the organisation to say, and applications are in none. Of such methods those that give the server the password are found, by hba-password-forwarded.",
  },
  R08: {
    reason: "decided",
    text: "set_user logs who becomes a superuser; role-superuser-login and role-member-of-superuser find those who can, of which there should be none.",
  },
  R13: {
    reason: "elsewhere",
    text: "A declared Access shows roles that nobody declared at `pulumi preview --refresh`.",
  },
  R14: {
    reason: "elsewhere",
    text: "`palisade query memberships` lists them; rules count every way that a role has, inherited or by SET ROLE.",
  },
  R16: {
    reason: "elsewhere",
    text: "`palisade access` shows every role's effective privileges with the way to them.",
  },
  R20: { reason: "cloud", text: "The admin's name is given to the cloud." },
  G05: {
    reason: "elsewhere",
    text: "`palisade access` shows them; what an application needs, only its authors know.",
  },
  G06: {
    reason: "elsewhere",
    text: "A declared Access shows what is missing and what is too much at `pulumi preview --refresh`, and repairs it.",
  },
  G08: {
    reason: "decided",
    text: "Default privileges that are missing close a new table, they do not open it. Access declares them where they are wanted.",
  },
  G21: {
    reason: "decided",
    text: "Whether a bucket is public stands in a row of storage.buckets, and an audit reads no rows. The policies of storage.objects are judged as those of any table: rls-open-policy, rls-with-check-open, anonymous-write-policy.",
  },
  L09: {
    reason: "decided",
    text: "One permissive policy for the tenant, forced, needs no floor; where several stand, rls-policies-overlap says so.",
  },
  L42: {
    reason: "decided",
    text: "A view that runs as its caller needs no barrier: the policy itself is one. Others are found by view-bypasses-rls.",
  },
  L45: {
    reason: "decided",
    text: "PostgreSQL keeps the dependency: a column that a policy names cannot be dropped without it.",
  },
  L47: {
    reason: "decided",
    text: "One policy FOR ALL is what Palisade makes: policies by command drift apart, and rls-writes-not-covered finds where they did.",
  },
  T05: {
    reason: "decided",
    text: "A passphrase that the server can get by a command protects the key from nobody who has the server's account.",
  },
  T08: {
    reason: "decided",
    text: "ssl_ca_file matters to client certificates alone, and without it the server refuses lines that ask for them.",
  },
  T10: {
    reason: "machine",
    text: "The server refuses to start with a key that others may read; more of it no statement tells.",
  },
  T11: {
    reason: "machine",
    text: "Whether the machine's OpenSSL runs in FIPS mode is not a setting of the server.",
  },
  T12: { reason: "cloud", text: "rds.force_ssl and its like are declared in the cloud's resources." },
  T13: { reason: "cloud", text: "The certificate authority of a cloud's instance." },
  T15: { reason: "cloud", text: "The proxy is a resource of the cloud." },
  A04: {
    reason: "decided",
    text: "The folder of the log inside the data folder is as private as the data; what matters is that it is collected, which logging-collector-off and log-rotation-off say.",
  },
  A05: { reason: "decided", text: "Every pattern that rotates is as good." },
  A07: {
    reason: "decided",
    text: "Truncating on rotation throws away what the last week wrote into a file of the same name: right for some patterns, loss of evidence for others.",
  },
  A10: { reason: "decided", text: "A facility is a label of the machine's syslog." },
  A13: { reason: "decided", text: "A name is a label of the machine's syslog." },
  A19: { reason: "decided", text: "It indents trees that debug-print-on wants off." },
  A30: { reason: "machine", text: "Whether records appear is seen in the log alone." },
  A32: {
    reason: "decided",
    text: "log_duration writes a line for every statement; log_min_duration_statement does the same for the slow ones.",
  },
  A33: {
    reason: "decided",
    text: "The advice is contradictory (off for one cloud, on for another): with it statements reach the log with their values.",
  },
  A38: { reason: "cloud", text: "How long logs are kept is declared in the cloud's resources." },
  A39: { reason: "cloud", text: "Where logs go to is declared in the cloud's resources." },
  A40: {
    reason: "decided",
    text: "client_min_messages = error hides the server's warnings from those whom they are for, for example that a GRANT granted nothing.",
  },
  A41: { reason: "machine", text: "Space on the machine's disk." },
  A43: { reason: "machine", text: "What stands in the log. Palisade's own statements never hold a secret." },
  A44: { reason: "cloud", text: "Subscriptions to events are resources of the cloud." },
  A45: { reason: "machine", text: "A document of the organisation." },
  B02: {
    reason: "machine",
    text: "Whether a base backup was made and can be restored, the server does not know; a restore drill does.",
  },
  B03: { reason: "machine", text: "A program of the machine, with its own configuration." },
  B04: { reason: "cloud", text: "Declared in the cloud's resources: backups." },
  B05: { reason: "cloud", text: "Declared in the cloud's resources: backups." },
  B06: { reason: "cloud", text: "Declared in the cloud's resources: backups." },
  B08: { reason: "cloud", text: "Declared in the cloud's resources: a second zone." },
  B09: { reason: "cloud", text: "Declared in the cloud's resources: snapshots." },
  B10: { reason: "cloud", text: "Declared in the cloud's resources: snapshots." },
  B11: { reason: "cloud", text: "Declared in the cloud's resources: snapshots." },
  B12: { reason: "cloud", text: "Declared in the cloud's resources: backups." },
  B13: { reason: "cloud", text: "Declared in the cloud's resources: backups." },
  B16: {
    reason: "machine",
    text: "Where folders lie on disks, no statement tells to anybody but a superuser, and what it means only the machine knows.",
  },
  V03: { reason: "cloud", text: "Declared in the cloud's resources: upgrades." },
  V04: { reason: "machine", text: "Packages of the machine." },
  V05: { reason: "machine", text: "Packages of the machine." },
  V06: { reason: "machine", text: "A service of the machine." },
  V07: {
    reason: "machine",
    text: "A server that answers has a data folder of its own version: another one does not start.",
  },
  V09: { reason: "cloud", text: "Declared in the cloud's resources: support." },
  S01: { reason: "machine", text: "Files of the machine." },
  S02: { reason: "machine", text: "Files of the machine." },
  S03: { reason: "machine", text: "Files of the machine." },
  S04: { reason: "machine", text: "The server refuses to start with a data folder that others may read." },
  S05: { reason: "machine", text: "Files of the machine." },
  S06: { reason: "machine", text: "Files of the machine." },
  S07: { reason: "machine", text: "Disks of the machine." },
  S09: {
    reason: "decided",
    text: "A review of all settings by a person: each setting that decides about safety has a rule of its own.",
  },
  S10: {
    reason: "elsewhere",
    text: "A declared Access shows what differs in the settings of the database and of its roles at `pulumi preview --refresh`. The server's own settings are declared nowhere yet, so that there is nothing to compare them with.",
  },
  S13: { reason: "decided", text: "It would take reading users' rows, which an audit never does." },
  F01: {
    reason: "decided",
    text: "A function that runs as its caller can do nothing that its caller cannot; pinning its path keeps the planner from inlining it. Those that run as their owner must pin it: definer-without-search-path.",
  },
  E06: {
    reason: "decided",
    text: "Passwords of roles are verifiers already; whether an application encrypts columns is its own choice.",
  },
  E08: {
    reason: "decided",
    text: "Statistics of statements help with speed, not with safety; their texts may hold values.",
  },
  C01: { reason: "cloud", text: "Declared in the cloud's resources." },
  C02: { reason: "cloud", text: "Declared in the cloud's resources." },
  C03: { reason: "cloud", text: "Declared in the cloud's resources." },
  C04: { reason: "cloud", text: "Declared in the cloud's resources." },
  C05: { reason: "cloud", text: "Declared in the cloud's resources." },
  C06: { reason: "cloud", text: "Declared in the cloud's resources." },
  C07: { reason: "cloud", text: "Declared in the cloud's resources." },
  C08: { reason: "cloud", text: "Declared in the cloud's resources." },
  C09: { reason: "cloud", text: "Declared in the cloud's resources." },
  C10: { reason: "cloud", text: "Declared in the cloud's resources." },
  C11: { reason: "cloud", text: "Declared in the cloud's resources." },
  C12: { reason: "cloud", text: "Declared in the cloud's resources." },
  C13: { reason: "cloud", text: "Declared in the cloud's resources." },
  C14: { reason: "cloud", text: "Declared in the cloud's resources." },
  C15: { reason: "cloud", text: "Declared in the cloud's resources." },
  C16: { reason: "cloud", text: "Declared in the cloud's resources." },
  C17: { reason: "cloud", text: "Declared in the cloud's resources." },
  C19: { reason: "cloud", text: "Declared in the cloud's resources." },
};
