import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigureRequest, CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { build } from "esbuild";
import { converge } from "../../postgres/apply/converge";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { toStruct } from "../../provider/plugin/protocol";
import { connectProvider } from "../../provider/plugin/protocol/testing/engine";
import { type Course, isDone } from "./connection";
import type { Moment } from "./wire-proxy";

const ROOT = resolve(__dirname, "..", "..");

/** The plugin as a program of its own, made from the sources as they are now. */
export class PluginProgram {
  readonly #folder: string;
  readonly #bundle: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#bundle = join(folder, "palisade.cjs");
  }

  static async make(): Promise<PluginProgram> {
    const program = new PluginProgram(mkdtempSync(join(tmpdir(), "palisade-plugin-")));
    await build({
      absWorkingDir: ROOT,
      entryPoints: ["provider/plugin/main.ts"],
      outfile: program.#bundle,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      keepNames: true,
      logLevel: "warning",
      external: ["pg-native"],
    });
    return program;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Starts it as an engine does, and tells it where the server is. */
  async start(settings: ConnectionSettings): Promise<RunningPlugin> {
    const child = spawn(process.execPath, [this.#bundle], { stdio: ["pipe", "pipe", "ignore"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const provider = connectProvider(Number(String(line)));
    const request = new ConfigureRequest();
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    request.setArgs(
      toStruct({
        host: settings.host,
        port: String(settings.port),
        username: settings.user,
        password: settings.password ?? "",
        caCertificate: settings.ca ?? "",
      }),
    );
    await provider.call((client, done) => client.configure(request, done));
    return { child, provider };
  }
}

/** A plugin that is running. */
export interface RunningPlugin {
  readonly child: ChildProcess;
  readonly provider: ReturnType<typeof connectProvider>;
}

/**
 * Kills the plugin with SIGKILL at a statement of the update's course. The database is as before, or, where the server
 * already had the COMMIT, as after; the lock is free; and the next update brings it to the end.
 */
export async function killPlugin(
  course: Course,
  program: PluginProgram,
  index: number,
  moment: Moment,
): Promise<void> {
  const { scene, proxy, statements, before, after } = course;
  const settings = await scene.reset();
  const where = `${moment} ${statements[index]}`;
  const { child, provider } = await program.start(proxy.through(settings));
  const ended = once(child, "exit");
  try {
    let sent = 0;
    proxy.listener = (_sql, phase) => {
      if (phase === "before") sent += 1;
      if (sent !== index + 1 || (phase === "after") !== (moment === "after")) return "pass";
      child.kill("SIGKILL");
      // What it had sent arrives, what it was about to send does not.
      return moment === "before" ? "cut" : "pass";
    };
    const request = new CreateRequest();
    request.setUrn("urn:pulumi:test::faults::palisade:index:Access::access");
    request.setType("palisade:index:Access");
    request.setProperties(toStruct(scene.declaration(settings.database)));
    const answer = provider.call((client, done) => client.create(request, done));
    await assert.rejects(answer, () => true, where);
    const [, signal] = await ended;
    assert.equal(signal, "SIGKILL", where);
  } finally {
    child.kill("SIGKILL");
    provider.close();
    proxy.listener = () => "pass";
  }
  assert.ok(await scene.lockIsFree(settings.database), `the lock is held: ${where}`);
  const committed = statements[index] === "COMMIT" && moment !== "before";
  assert.equal(await scene.state(settings.database), committed ? after : before, where);
  await converge(proxy.through(settings), scene.plan);
  await isDone(course, settings.database);
}
