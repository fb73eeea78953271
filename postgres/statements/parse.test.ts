import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { typed } from "../expression/tree";
import { loadStatementParser, type StatementParser } from "./parse";

let parse: StatementParser;
before(async () => {
  parse = await loadStatementParser();
});

/** What was read, as `line:column Type`, and what was not. */
function read(text: string) {
  const { statements, problems } = parse(text);
  return {
    statements: statements.map(({ node, line, column }) => `${line}:${column} ${typed(node)?.type}`),
    problems: problems.map(({ message, line, column }) => `${line}:${column} ${message}`),
  };
}

describe("a file in which something cannot be read", () => {
  test("is told at the very word, and the statements around it are read", () => {
    assert.deepEqual(read("SELECT 1;\nCREATE TABLE /* ü */ a (b intt x y);\n  SELECT 2;"), {
      statements: ["1:1 SelectStmt", "3:3 SelectStmt"],
      problems: ['2:32 syntax error at or near "x"'],
    });
  });

  test("a parenthesis that is left open takes no other statement along", () => {
    assert.deepEqual(read("CREATE TABLE a (b int;\nSELECT 1;\nSELECT 2;"), {
      statements: ["2:1 SelectStmt", "3:1 SelectStmt"],
      problems: ["1:22 syntax error at end of input"],
    });
  });

  for (const [open, message] of [
    ["'open''", "unterminated quoted string"],
    ["E'op\\'en", "unterminated quoted string"],
    ['"open', "unterminated quoted identifier"],
    ["$a$ open $b$ $", "unterminated dollar-quoted string"],
    ["/* open /* */", "unterminated /* comment"],
  ] as const)
    test(`what is left open ends what is read, and not what stood before it: ${open}`, () => {
      const text = `SELECT 1;\nSELECT 'ü', E'\\'', "''", $$'$$, $a$'$$$a$, a$b, 'x' -- '\n /* ' /* */ */;\nSELECT `;
      assert.deepEqual(read(`${text}${open};\nSELECT 2;`), {
        statements: ["1:1 SelectStmt", "2:1 SelectStmt", "4:1 SelectStmt"],
        problems: [`4:8 ${message}`],
      });
    });

  test("an empty one holds nothing", () => {
    for (const text of ["", "\n ", "-- nothing", ";"])
      assert.deepEqual(read(text), { statements: [], problems: [] }, text);
  });

  test("statements within statements stay together", () => {
    const text = `oops;
CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b);
SELECT 1;`;
    assert.deepEqual(read(text), {
      statements: ["2:1 CreateFunctionStmt", "3:1 RuleStmt", "4:1 SelectStmt"],
      problems: ['1:1 syntax error at or near "oops"'],
    });
  });
});

describe("what psql alone understands", () => {
  test("its variables are names and texts, wherever they stand", () => {
    const text = `CREATE ROLE :"name" PASSWORD :'pw'; ALTER ROLE :who SUPERUSER;\nSELECT ':x', a[1:2], 1::int;`;
    assert.deepEqual(read(text), {
      statements: ["1:1 CreateRoleStmt", "1:37 AlterRoleStmt", "2:1 SelectStmt"],
      problems: [],
    });
  });

  test("what sends a query ends it, on its line or on the next one", () => {
    const text = "SELECT 1 \\gset\nSELECT 2\n  \\gx\nSELECT 'a'\n\\gexec\nSELECT ('b')\\gexec\r\nSELECT 3;";
    assert.deepEqual(read(text), {
      statements: [1, 2, 4, 6, 7].map((line) => `${line}:1 SelectStmt`),
      problems: [],
    });
    const run = parse(text).statements.filter(({ rowsRun }) => rowsRun === true);
    assert.deepEqual(
      run.map(({ line }) => line),
      [4, 6],
    );
  });

  test("the rows of COPY are left out, in whatever lines it is written", () => {
    const rows = "1; DROP TABLE x;\n\\.\nSELECT 1;";
    for (const copy of [
      "COPY t FROM stdin;",
      "  copy t (a,\n b)\n FROM STDIN WITH (FORMAT text);",
      "\\copy t from stdin",
    ]) {
      const { statements, problems } = read(`${copy}\n${rows}`);
      assert.deepEqual(problems, [], copy);
      assert.equal(statements.length, copy.startsWith("\\") ? 1 : 2, copy);
    }
  });

  test("the files that it reads are told", () => {
    assert.deepEqual(parse("\\i a.sql\n  \\ir 'dir/b.sql'\n\\set i c.sql\n").includes, [
      { file: "a.sql", line: 1, column: 1 },
      { file: "dir/b.sql", line: 2, column: 3 },
    ]);
  });
});
