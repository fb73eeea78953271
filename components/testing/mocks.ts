import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../../provider/sdk/provider";

/** A resource that a component made, as the engine would have been told of it. */
export interface Made {
  readonly type: string;
  readonly name: string;
  /** The parent's name. */
  readonly parent: string | undefined;
  /** The names of what it was told to wait for. */
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  /** The name of what it vanishes with. */
  readonly deletedWith: string | undefined;
  /** Components: whether the constructor itself told the engine its outputs. (The SDK tells it of none a moment later.) */
  readonly finished: boolean;
  /** Secrets are unwrapped; which ones they were stands in `secrets`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  /** The name of the explicit provider. */
  readonly provider: string | undefined;
}

interface Registered {
  readonly inputs: Record<string, unknown>;
  readonly provider: string | undefined;
}

const registered = new Map<string, Registered>();

/** What computed outputs hold under mocks. */
export const MOCK_PASSWORD = "Mm0ckMm0ckMm0ckMm0ckMm0ckMm0ckMm";
export const MOCK_SALT = Buffer.from("0123456789abcdef").toString("base64");

/** As many bytes as were asked for, in base64; {@link MOCK_SALT} where it is that many. */
function mockBytes(length: number): string {
  return Buffer.alloc(length, MOCK_SALT, "base64").toString("base64");
}

/** Lets Pulumi resources be made without an engine. Call it once, before the first resource. */
export function mockEngine(options: { preview?: boolean } = {}): void {
  const mocks: pulumi.runtime.Mocks = {
    call: ({ inputs }) => inputs as Record<string, unknown>,
    newResource: ({ type, name, inputs, provider, custom }) => {
      registered.set(`${type} ${name}`, { inputs: inputs as Record<string, unknown>, provider });
      return {
        id: custom === false ? undefined : `${name}-id`,
        state: { ...inputs, ...computed(type, inputs) },
      };
    },
  };
  void pulumi.runtime.setMocks(mocks, "test", "test", options.preview ?? false);
}

function computed(type: string, inputs: Record<string, unknown>): Record<string, unknown> {
  switch (type) {
    case "random:index/randomPassword:RandomPassword":
      return { result: MOCK_PASSWORD };
    case "random:index/randomBytes:RandomBytes":
      return { base64: mockBytes(Number(inputs["length"])) };
    case "palisade:index:Access":
      return { privileges: { "schema app": "shop_app=USAGE" } };
    case "palisade:index:RowSecurity":
      return { tables: { "table app.customers": "enabled, forced" }, reports: {} };
    default:
      return {};
  }
}

/** The two providers that a database needs. */
export function providers(): pulumi.ProviderResource[] {
  return [
    new postgresql.Provider("postgres", { host: "db.example.com", sslmode: "verify-full" }),
    new Provider("palisade", { host: "db.example.com", username: "admin" }),
  ];
}

/** Makes a component and waits until everything in it is registered. In the order in which it was made, itself first. */
export async function construct<C extends pulumi.ComponentResource>(
  make: (opts: pulumi.ComponentResourceOptions) => C,
): Promise<{ component: C; made: Made[] }> {
  registered.clear();
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const transformations: pulumi.ResourceTransformation[] = [
    (args) => {
      seen.push(args);
      return undefined;
    },
  ];
  const component = make({ transformations });
  const finished = new Set(
    seen.flatMap(({ resource }) =>
      (resource as unknown as { __registered?: boolean }).__registered === true ? [resource] : [],
    ),
  );
  const made: Made[] = [];
  for (const { resource, type, name, opts } of seen) {
    await settled(resource.urn);
    const { inputs = {}, provider } = registered.get(`${type} ${name}`) ?? {};
    const plain: Record<string, unknown> = {};
    const secrets: string[] = [];
    for (const [key, value] of Object.entries(inputs)) {
      const secret = isSecretValue(value);
      plain[key] = secret ? value.value : value;
      if (secret) secrets.push(key);
    }
    const internals = resource as unknown as { __protect?: boolean };
    made.push({
      type,
      name,
      parent: opts.parent === undefined ? undefined : await nameOf(opts.parent),
      dependsOn: await Promise.all([opts.dependsOn ?? []].flat().map((it) => nameOf(it as pulumi.Resource))),
      protect: internals.__protect ?? false,
      finished: finished.has(resource),
      deletedWith: opts.deletedWith === undefined ? undefined : await nameOf(opts.deletedWith),
      inputs: plain,
      secrets: secrets.sort(),
      provider: provider === undefined || provider === "" ? undefined : provider.split("::").at(-2),
    });
  }
  return { component, made };
}

/** The inputs of every resource that was registered so far, whoever made it, once the program has come to rest. */
export async function registrations(): Promise<
  { type: string; inputs: Readonly<Record<string, unknown>> }[]
> {
  await pulumi.runtime.disconnect();
  return [...registered].map(([key, { inputs }]) => ({ type: key.split(" ")[0] ?? "", inputs }));
}

/** The one resource of this type and name. */
export function find(made: readonly Made[], type: string, name: string): Made {
  const found = made.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} resources are ${type} ${name}`);
  return found[0];
}

/** What an output holds, once it is known. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply((value) => resolve(value as T)));
}

async function nameOf(resource: pulumi.Resource): Promise<string> {
  return (await settled(resource.urn)).split("::").at(-1) ?? "";
}

/** A secret as it travels to the engine: marked by the signature that the engine's protocol defines. */
function isSecretValue(value: unknown): value is { value: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Record<string, unknown>)["4dabf18193072939515e22adb298388d"] ===
      "1b47061264138c4ac30d75fd1eb44270"
  );
}
