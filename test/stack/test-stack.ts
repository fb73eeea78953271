import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SHOP_TENANTS } from "../../examples/shop/tenants";
import { ensureEngine } from "../../tools/engine";
import { type TestServer, uniqueName } from "../servers";

const PROJECT = resolve(__dirname, "..", "..");

/** What a command of the CLI came to. */
export interface Ran {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/**
 * The project's own stack for a test: a copy of `infra/` and `examples/` beside links to everything else, with a backend, a passphrase
 * and a configuration of its own, run by the real CLI under the real policy pack.
 */
export class TestStack {
  /** The policy pack as an executable. */
  static readonly PACK = join(PROJECT, "policies", "packs", "baseline", "palisade-baseline");

  readonly folder: string;
  readonly database: string;
  readonly passphrase = randomBytes(18).toString("base64url");
  /** Everything that any command printed. */
  printed = "";
  readonly #path: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(path: string, engine: Readonly<Record<string, string>>) {
    this.#path = path;
    this.database = uniqueName("stack");
    this.folder = join(PROJECT, ".palisade", "test", `${process.pid}-${this.database}`);
    mkdirSync(join(this.folder, "state"), { recursive: true });
    for (const name of [
      "components",
      "postgres",
      "provider",
      "node_modules",
      "package.json",
      "tsconfig.json",
      "index.ts",
    ]) {
      symlinkSync(join(PROJECT, name), join(this.folder, name));
    }
    for (const name of ["infra", "examples"]) {
      cpSync(join(PROJECT, name), join(this.folder, name), { recursive: true });
    }
    cpSync(join(PROJECT, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
    this.#environment = {
      ...process.env,
      ...engine,
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: this.passphrase,
      PULUMI_STACK: "test",
    };
  }

  /** Makes the stack and tells it where the server is. */
  static async create(server: TestServer, config: Readonly<Record<string, string>> = {}): Promise<TestStack> {
    const engine = await ensureEngine();
    const stack = new TestStack(engine.pulumi.path, engine.env);
    await stack.succeed(["stack", "init", "test"]);
    await stack.configure({
      host: server.settings.host,
      port: String(server.settings.port),
      adminUser: server.settings.user,
      adminSuperuser: "true",
      caFile: server.caFile,
      database: stack.database,
      schemas: '["app", "billing"]',
      tenants: JSON.stringify(SHOP_TENANTS),
      ...config,
    });
    await stack.setSecret("adminPassword", server.settings.password ?? "");
    return stack;
  }

  async configure(values: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(values).flatMap(([key, value]) => [
      "--plaintext",
      `palisade:${key}=${value}`,
    ]);
    await this.succeed(["config", "set-all", ...pairs]);
  }

  async setSecret(key: string, value: string): Promise<void> {
    await this.succeed(["config", "set", "--secret", `palisade:${key}`], value);
  }

  /** `pulumi preview` under the pack, with the whole diff. */
  preview(...options: string[]): Promise<Ran> {
    return this.run(["preview", "--diff", "--policy-pack", TestStack.PACK, ...options]);
  }

  /** `pulumi up` under the pack. Throws where it fails. */
  async up(...options: string[]): Promise<string> {
    return this.succeed(["up", "--yes", "--policy-pack", TestStack.PACK, ...options]);
  }

  /** The same as a process to interrupt. */
  startUp(): { readonly child: ChildProcess; readonly ended: Promise<Ran> } {
    return this.#start(["up", "--yes", "--skip-preview", "--policy-pack", TestStack.PACK], "");
  }

  /** What the last update did: kind of operation → how many resources. */
  async changes(): Promise<Record<string, number>> {
    const text = await this.succeed(["stack", "history", "--json", "--page-size", "1"]);
    return (JSON.parse(text) as { resourceChanges?: Record<string, number> }[])[0]?.resourceChanges ?? {};
  }

  /** The outputs with their secrets. Not kept in {@link printed}: asking for a secret shows it. */
  async outputs(): Promise<Record<string, unknown>> {
    const { output, code } = await this.#start(["stack", "output", "--json", "--show-secrets"], "", false)
      .ended;
    if (code !== 0) throw new Error(output);
    return JSON.parse(output) as Record<string, unknown>;
  }

  async succeed(args: readonly string[], input = ""): Promise<string> {
    const { code, output } = await this.run(args, input);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  run(args: readonly string[], input = ""): Promise<Ran> {
    return this.#start(args, input).ended;
  }

  #start(args: readonly string[], input: string, keep = true): { child: ChildProcess; ended: Promise<Ran> } {
    const child = spawn(this.#path, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.#environment,
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const ended = new Promise<Ran>((resolveEnd, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        const output = Buffer.concat(chunks).toString();
        if (keep) this.printed += output;
        resolveEnd({ code, output });
      });
    });
    return { child, ended };
  }

  /** Runs another program of the project from now on, for example `examples/adopt/look.ts`. */
  runs(file: string): void {
    const path = join(this.folder, "Pulumi.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(/^main: .*$/m, `main: ${file}`));
  }

  /** Edits the program: one line for another. Throws where the line is not there. */
  edit(file: string, line: string, by: string): void {
    const path = join(this.folder, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(line)) throw new Error(`${file} holds no ${JSON.stringify(line)}`);
    writeFileSync(path, text.replace(line, by));
  }

  /** Puts the program back. */
  restore(file: string): void {
    cpSync(join(PROJECT, file), join(this.folder, file));
  }

  /** The text of every file that the backend and the configuration consist of. */
  stored(): string {
    const read = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return read(path);
        return entry.isFile() ? [readFileSync(path, "utf8")] : [];
      });
    return [
      ...read(join(this.folder, "state")),
      readFileSync(join(this.folder, "Pulumi.test.yaml"), "utf8"),
    ].join("\n");
  }

  /** Removes the folder. What the stack made on the server goes with the test's server. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
