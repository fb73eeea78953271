import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AclReader } from "../catalog/acl-text";
import { sameAcl } from "./acl";

const acls = new AclReader(() => true);

/** Two lists, and whether they say the same. */
const PAIRS: readonly (readonly [string, string, string, boolean])[] = [
  ["the same entries in another order", "{a=r/o,=r/o}", "{=r/o,a=r/o}", true],
  ["one entry in two parts", "{a=rw/o}", "{a=r/o,a=w/o}", true],
  ["an entry without privileges", "{a=r/o,b=/o}", "{a=r/o}", true],
  ["another privilege", "{a=r/o}", "{a=rw/o}", false],
  ["a grant option", "{a=r/o}", "{a=r*/o}", false],
  ["another grantor", "{a=r/o}", "{a=r/p}", false],
  ["another grantee", "{a=r/o}", "{b=r/o}", false],
  ["one entry more", "{a=r/o}", "{a=r/o,b=r/o}", false],
  ["PUBLIC and a role called PUBLIC", "{=r/o}", '{"PUBLIC=r/o"}', false],
  ["names that look alike when put together", '{"\\"a/b\\"=r/c"}', '{"a=r/\\"b/c\\""}', false],
];

describe("two access lists", () => {
  for (const [name, a, b, same] of PAIRS)
    test(`${same ? "say the same" : "differ"} with ${name}`, () => {
      assert.equal(sameAcl(acls.read(a), acls.read(b)), same);
      assert.equal(sameAcl(acls.read(b), acls.read(a)), same);
    });
});
