import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PartitionBound, ShapeColumn, TableShape } from "../scene/shapes";
import { candidatesFor, madeUpTenants, madeUpValue, valuesForPartition } from "./values";

function column(base: string, changes: Partial<ShapeColumn> = {}): ShapeColumn {
  return {
    name: "c",
    type: base,
    base,
    kind: "b",
    isArray: false,
    modifier: -1,
    notNull: true,
    hasDefault: false,
    drawsNumber: false,
    computed: false,
    labels: [],
    ...changes,
  };
}

describe("made-up values", () => {
  test("fit the length of the column", () => {
    for (const length of [1, 3, 10, 100]) {
      const value = madeUpValue(column("varchar", { modifier: length + 4 })) ?? "";
      assert.ok(value.length > 0 && value.length <= length, value);
    }
  });

  test("fit the precision of the column", () => {
    // numeric(4, 2): the modifier is ((4 << 16) | 2) + 4.
    for (let round = 0; round < 50; round++)
      assert.ok(Number(madeUpValue(column("numeric", { modifier: ((4 << 16) | 2) + 4 }))) < 100);
    assert.equal(madeUpValue(column("numeric", { modifier: ((2 << 16) | 2) + 4 })), "0");
  });

  test("are new every time where keys need it", () => {
    for (const base of ["uuid", "text", "int4", "int8"])
      assert.notEqual(madeUpValue(column(base)), madeUpValue(column(base)));
  });

  test("are none where the type is not known", () => {
    assert.equal(madeUpValue(column("geometry")), undefined);
    assert.equal(madeUpValue(column("whatever", { kind: "c" })), undefined);
  });

  test("two tenants differ; a type with few values has none to spare", () => {
    const pair = madeUpTenants(column("varchar", { modifier: 5 }));
    assert.ok(pair !== undefined && pair[0] !== pair[1]);
    assert.equal(madeUpTenants(column("bool")), undefined);
    assert.equal(madeUpTenants(column("mood", { kind: "e", labels: ["a", "b"] })), undefined);
  });
});

describe("what to try for a CHECK", () => {
  test("what it names itself comes first", () => {
    const check = {
      name: "c",
      columns: ["c"],
      definition: "CHECK ((c = ANY (ARRAY['new'::text, 'it''s'::text])))",
    };
    assert.deepEqual(candidatesFor(column("text"), check).slice(0, 2), ["new", "it's"]);
    const range = { name: "c", columns: ["c"], definition: "CHECK (((c >= 3) AND (c <= '7'::numeric)))" };
    assert.deepEqual(candidatesFor(column("numeric"), range).slice(0, 2), ["3", "7"]);
  });
});

describe("the way into a partition", () => {
  function shape(...bounds: PartitionBound[]): TableShape {
    return { oid: 1, columns: new Map(), uniqueKeys: [], indexes: [], foreignKeys: [], checks: [], bounds };
  }
  const bound = (partition: number, parent: number, columns: string[], text: string): PartitionBound => ({
    partition,
    parent,
    columns,
    bound: text,
  });

  test("is the lower bound of a range and the first value of a list, down every level", () => {
    const nested = shape(
      bound(2, 1, ["day"], "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')"),
      bound(3, 2, ["kind", "n"], "FOR VALUES FROM ('a, b', 5) TO ('c', MAXVALUE)"),
      bound(4, 1, ["kind"], "FOR VALUES IN ('it''s', 'b')"),
    );
    assert.deepEqual([...(valuesForPartition(nested, 3) ?? [])].sort(), [
      ["day", "2026-01-01 00:00:00+00"],
      ["kind", "a, b"],
      ["n", "5"],
    ]);
    assert.deepEqual([...(valuesForPartition(nested, 4) ?? [])], [["kind", "it's"]]);
  });

  test("is not known where the bounds do not tell", () => {
    const vague = shape(
      bound(2, 1, ["id"], "FOR VALUES WITH (modulus 4, remainder 1)"),
      bound(3, 1, ["id"], "DEFAULT"),
      bound(4, 1, ["id"], "FOR VALUES FROM (MINVALUE) TO (10)"),
    );
    assert.equal(valuesForPartition(vague, 2), undefined);
    assert.equal(valuesForPartition(vague, 3), undefined);
    assert.deepEqual([...(valuesForPartition(vague, 4) ?? [])], []);
    assert.equal(valuesForPartition(vague, 9), undefined);
  });
});
