import { objectKey } from "../../../model/keys";
import type { ObjectName } from "../../../model/objects";
import {
  createSignedTenantFunction,
  SIGNED_FUNCTION_ARGS,
  SIGNED_FUNCTION_SOURCE,
} from "../../../sql/signed-tenant-function";
import { SIGNED_FUNCTION, SIGNING_KEYS, TENANCY_SCHEMA } from "../../../sql/tenancy-names";
import {
  copySigningKeys,
  createSigningKeys,
  deleteSigningKey,
  OPEN_KEY_COLUMNS,
  signingKeyRow,
} from "../../../sql/tenancy-tables";
import type { FormBuilder } from "./objects";

const KEYS: ObjectName = { kind: "table", schema: TENANCY_SCHEMA, name: SIGNING_KEYS };

const FUNCTION: ObjectName = {
  kind: "function",
  schema: TENANCY_SCHEMA,
  name: SIGNED_FUNCTION,
  args: SIGNED_FUNCTION_ARGS,
};

/** The form `signed`: the keys, which no tenant role can read, and the function that checks tokens with them. */
export function planSigning(part: FormBuilder): void {
  planKeys(part);
  planFunction(part);
}

function planKeys(part: FormBuilder): void {
  const { intent, model, reader } = part;
  const live = model.tenancy?.signingKeys;
  const scope = intent.keys[0]?.setting ?? "";
  if (live === undefined) part.make(KEYS, "is created", "declared", createSigningKeys());
  const open = new Set<string>(OPEN_KEY_COLUMNS);
  part.grants(KEYS, live, {
    needed:
      reader === undefined
        ? []
        : OPEN_KEY_COLUMNS.map((column) => ({ grantee: reader, privilege: "SELECT", column })),
    reason: "compares keys by their fingerprints",
    allowed: ({ grantee, privilege, column }) =>
      privilege === "SELECT" && column !== undefined && open.has(column) && !part.isTenant(grantee),
  });
  // What may not be looked at yet is compared once the grant above is made.
  const keys = live === undefined ? [] : live.keys;
  if (keys === undefined) return;
  const mine = keys.filter((key) => key.scope === scope);
  const text = (list: readonly { readonly id: string; readonly fingerprint: string }[]) =>
    `keys for ${scope}: ${list.map(({ id, fingerprint }) => `${id} (${fingerprint.slice(0, 8)})`).join(", ")}`;
  const wanted = intent.signingKeys.map((key) => ({ id: key.id, fingerprint: key.fingerprint(), key }));
  part.state(objectKey(KEYS), text(wanted), text(mine));
  for (const { id } of mine)
    if (!wanted.some((one) => one.id === id))
      part.make(KEYS, `loses key ${id} for ${scope}`, "not declared", deleteSigningKey(scope, id));
  for (const { id, fingerprint, key } of wanted) {
    const now = mine.find((one) => one.id === id);
    if (now?.fingerprint === fingerprint) continue;
    const line = now === undefined ? `gains key ${id} for ${scope}` : `key ${id} for ${scope} is replaced`;
    part.make(KEYS, line, "declared", ...(now === undefined ? [] : [deleteSigningKey(scope, id)]));
    part.act(KEYS, line, copySigningKeys(), () => signingKeyRow(scope, id, key.blocks()));
  }
}

function planFunction(part: FormBuilder): void {
  const { intent, model, owner } = part;
  const live = model.tenancy?.signedFunction;
  const isRight = live?.intact === true && live.source === SIGNED_FUNCTION_SOURCE;
  if (live !== undefined && live.owner !== owner)
    part.problem(
      "form",
      `${objectKey(FUNCTION)} is owned by ${live.owner}, and its keys by ${owner}: drop it`,
    );
  else if (!isRight)
    part.make(
      FUNCTION,
      live === undefined ? "is created" : "is set right: was changed",
      "checks tokens",
      createSignedTenantFunction(),
    );
  part.grants(FUNCTION, live, {
    needed: intent.tenantRoles.map((grantee) => ({ grantee, privilege: "EXECUTE" })),
    reason: "its policy calls it",
    allowed: () => false,
  });
  part.state(
    objectKey(FUNCTION),
    "checks tokens",
    live === undefined ? "is not there" : isRight ? "checks tokens" : "was changed",
  );
}
