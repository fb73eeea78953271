/** Tables that others are made of. */
export const TABLES = `CREATE TABLE a (id int PRIMARY KEY, tenant_id uuid NOT NULL, email text UNIQUE);
CREATE INDEX ON a (tenant_id);
CREATE TABLE p (tenant_id uuid NOT NULL, id int, PRIMARY KEY (tenant_id, id)) PARTITION BY LIST (tenant_id);`;

const OF_A = "id integer NOT NULL, tenant_id uuid NOT NULL, email text";

/** Statements that make a table of others, and the columns that it has in the end. */
export const LIKE_OTHERS: readonly (readonly [statements: string, columns: string])[] = [
  ["CREATE TABLE made (LIKE a)", OF_A],
  ["CREATE TABLE made (n int, LIKE a, m int)", `n integer, ${OF_A}, m integer`],
  ["CREATE TABLE made (x int) INHERITS (a)", `${OF_A}, x integer`],
  ["CREATE TABLE made (email text NOT NULL) INHERITS (a)", `${OF_A} NOT NULL`],
  ["CREATE TABLE q (email text, tenant_id uuid); CREATE TABLE made () INHERITS (a, q)", OF_A],
  ["CREATE TABLE made PARTITION OF p DEFAULT", "tenant_id uuid NOT NULL, id integer NOT NULL"],
  [
    "CREATE TABLE made PARTITION OF p (id CHECK (id > 0)) DEFAULT",
    "tenant_id uuid NOT NULL, id integer NOT NULL",
  ],
  // Afterwards a copy is for itself, and what inherits is not.
  ["CREATE TABLE made (LIKE a); ALTER TABLE a DROP COLUMN tenant_id, ADD x int", OF_A],
  [
    "CREATE TABLE made (LIKE a); ALTER TABLE made ALTER tenant_id DROP NOT NULL",
    OF_A.replace("d NOT NULL", "d"),
  ],
  [
    "CREATE TABLE made () INHERITS (a); ALTER TABLE a DROP tenant_id, ADD x int NOT NULL",
    "id integer NOT NULL, email text, x integer NOT NULL",
  ],
  ["CREATE TABLE made () INHERITS (a); ALTER TABLE ONLY a DROP email", OF_A],
  ["CREATE TABLE made () INHERITS (a); ALTER TABLE a RENAME email TO mail", OF_A.replace("email", "mail")],
  [
    "CREATE TABLE made () INHERITS (a); ALTER TABLE a ALTER tenant_id DROP NOT NULL, ALTER email SET NOT NULL",
    "id integer NOT NULL, tenant_id uuid, email text NOT NULL",
  ],
  ["CREATE TABLE made () INHERITS (a); ALTER TABLE made NO INHERIT a; ALTER TABLE a ADD x int", OF_A],
  [
    "CREATE TABLE made (tenant_id uuid) INHERITS (a); ALTER TABLE a DROP tenant_id",
    "id integer NOT NULL, tenant_id uuid NOT NULL, email text",
  ],
  [
    "CREATE TABLE made (tenant_id uuid) INHERITS (a); ALTER TABLE a RENAME tenant_id TO of; ALTER TABLE a DROP COLUMN of",
    "id integer NOT NULL, of uuid NOT NULL, email text",
  ],
  [
    "CREATE TABLE made (x int); CREATE TABLE q (x int); ALTER TABLE made INHERIT q; ALTER TABLE q ADD y int, DROP x",
    "x integer, y integer",
  ],
  [
    "CREATE TABLE made PARTITION OF p DEFAULT; ALTER TABLE p RENAME TO q; ALTER TABLE q ADD y int",
    "tenant_id uuid NOT NULL, id integer NOT NULL, y integer",
  ],
  [
    "CREATE TABLE s PARTITION OF p DEFAULT PARTITION BY LIST (id); CREATE TABLE made PARTITION OF s DEFAULT; ALTER TABLE p ADD y int",
    "tenant_id uuid NOT NULL, id integer NOT NULL, y integer",
  ],
  [
    "CREATE TABLE made (tenant_id uuid NOT NULL, id int NOT NULL); ALTER TABLE p ATTACH PARTITION made DEFAULT; ALTER TABLE p DROP id",
    "tenant_id uuid NOT NULL",
  ],
  [
    "CREATE TABLE made (x int, y int); CREATE TABLE q (x int); ALTER TABLE made INHERIT q; ALTER TABLE q ADD PRIMARY KEY (x)",
    "x integer NOT NULL, y integer",
  ],
  ["CREATE TABLE made (x int); ALTER TABLE made ADD COLUMN IF NOT EXISTS x text NOT NULL", "x integer"],
  ["CREATE TABLE copy (LIKE a); CREATE TABLE made AS TABLE copy", OF_A.replaceAll(" NOT NULL", "")],
];
