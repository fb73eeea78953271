import type { DeclaredResource } from "../../policies/readers/declared";
import { SECRET_BY_ITSELF, VERIFIER } from "../../policies/testing/declared";

/** What the plugin's own check adds to the inputs, and nobody writes. */
const ADDED: Readonly<Record<string, string>> = {
  "palisade:index:Access": "privileges",
  "palisade:index:RowSecurity": "tables",
};

const PACKAGES: Readonly<Record<string, string>> = {
  postgresql: "@pulumi/postgresql",
  palisade: "pulumi-palisade",
};

/** Resources as the TypeScript of the program that declares them. */
export function declaredProgram(resources: readonly DeclaredResource[]): string {
  const classes = resources.map(({ type }) => classOf(type));
  const used = [...new Set(classes.map(({ of }) => of))].sort();
  return [
    ...used.map((of) => `import * as ${of} from "${PACKAGES[of] ?? of}";`),
    ...(resources.some((resource) => markedSecrets(resource).length > 0)
      ? ['import * as pulumi from "@pulumi/pulumi";', "", "const config = new pulumi.Config();"]
      : []),
    "",
    ...resources.map((resource, at) => statement(resource, classes[at] ?? classOf(resource.type))),
  ].join("\n");
}

interface Class {
  readonly of: string;
  readonly name: string;
}

/** `postgresql:index/role:Role`, `palisade:index:Access`, `pulumi:providers:postgresql`. */
function classOf(type: string): Class {
  const parts = type.split(":");
  const name = parts.at(-1) ?? "";
  return parts[0] === "pulumi" ? { of: name, name: "Provider" } : { of: parts[0] ?? "", name };
}

/** The inputs that the program itself makes secrets. */
function markedSecrets({ secretInputs = [] }: DeclaredResource): readonly string[] {
  return secretInputs.filter((path) => !SECRET_BY_ITSELF.includes(path));
}

function statement(resource: DeclaredResource, { of, name }: Class): string {
  const written = Object.entries(resource.inputs).filter(([input]) => input !== ADDED[resource.type]);
  const options = Object.entries({
    // Of a database alone it decides about anything.
    ...(name === "Database" ? { protect: resource.protect } : {}),
    ...(resource.ignoreChanges === undefined ? {} : { ignoreChanges: resource.ignoreChanges }),
  });
  const rest = options.length === 0 ? "" : `, ${literal(Object.fromEntries(options), "")}`;
  return `new ${of}.${name}(${JSON.stringify(resource.name)}, ${literal(Object.fromEntries(written), "", markedSecrets(resource))}${rest});`;
}

/** How long an object may be to stand in one line. */
const WIDTH = 70;

/** A value as it is written. `secrets` are the paths inside it that come from the configuration. */
function literal(value: unknown, margin: string, secrets: readonly string[] = []): string {
  if (secrets.includes("")) return `config.requireSecret("password")`;
  if (value === VERIFIER) return '"SCRAM-SHA-256$4096:…"';
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${margin}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(
        ([key, item]) => `${keyText(key)}: ${literal(item, inner, inside(secrets, key))}`,
      );
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  const line = Array.isArray(value) ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  if (line.length <= WIDTH && !line.includes("\n")) return line;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${margin}${close}`;
}

function inside(secrets: readonly string[], key: string): readonly string[] {
  return secrets.flatMap((path) =>
    path === key ? [""] : path.startsWith(`${key}.`) ? [path.slice(key.length + 1)] : [],
  );
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
