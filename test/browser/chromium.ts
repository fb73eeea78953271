import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** Names a Chromium or Chrome that is not in the PATH. */
export const BROWSER_VARIABLE = "CHROME_PATH";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of this machine. Throws a sentence that says what to install. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env, others: readonly string[] = MAC): string {
  const given = env[BROWSER_VARIABLE];
  const folders = (env["PATH"] ?? "").split(delimiter);
  const candidates = [
    ...(given === undefined ? [] : [given]),
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...others,
  ];
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return found;
  throw new Error(
    `no Chromium or Chrome was found: install one ("apt-get install chromium" on Debian and Ubuntu), or set ${BROWSER_VARIABLE} to its program`,
  );
}

/** One message of the DevTools protocol. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
  /** A phone: touch and the narrow viewport. */
  readonly mobile?: boolean;
  readonly media?: "screen" | "print";
}

/** Milliseconds that a browser may take for one command. */
const PATIENCE = 30_000;

/** A headless browser with one page, driven over a pipe: no port is open, and nothing but Node is needed. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #input: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #next = 1;
  #session: string | undefined;
  /** What the page asked the network or the disk for. */
  readonly requests: string[] = [];
  /** Uncaught errors, and what the browser refused because of the page's policy. */
  readonly complaints: string[] = [];

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
    this.#input = child.stdio[3] as Writable;
    // A browser that has gone answers no more; the command's own timeout tells.
    this.#input.on("error", () => undefined);
    let text = "";
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf("\0"); end !== -1; end = text.indexOf("\0")) {
        this.#receive(JSON.parse(text.slice(0, end)) as Message);
        text = text.slice(end + 1);
      }
    });
  }

  /** Starts a browser with an empty profile. */
  static async start(): Promise<Browser> {
    const program = findBrowser();
    const profile = mkdtempSync(join(tmpdir(), "palisade-browser-"));
    const options = [
      "--headless=new",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
      "--no-first-run",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--hide-scrollbars",
      // Chromium's own sandbox refuses to run for root, which containers run as.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "about:blank",
    ];
    const child = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const browser = new Browser(child, profile);
    const { targetId } = await browser.#send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.#send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = sessionId as string;
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await browser.#send(`${domain}.enable`);
    return browser;
  }

  /** Opens a page and waits until it is loaded. */
  async open(url: string): Promise<void> {
    this.requests.length = 0;
    this.complaints.length = 0;
    const loaded = new Promise<void>((done) => {
      const listener = ({ method }: Message) => {
        if (method !== "Page.loadEventFired") return;
        this.#listeners.delete(listener);
        done();
      };
      this.#listeners.add(listener);
    });
    await this.#send("Page.navigate", { url });
    await loaded;
  }

  /** Sets the size of the window, the reader's colours, and screen or paper. */
  async look({ width, height, scheme, mobile = false, media = "screen" }: Look): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
    await this.#send("Emulation.setEmulatedMedia", {
      media,
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(`in the page: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  /** Presses keys as a person does; `ArrowDown`, `Enter`, `Tab`, `Escape`, or a letter. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      const code = CODES[key] ?? key.toUpperCase().charCodeAt(0);
      const text = key.length === 1 ? { text: key } : key === "Enter" ? { text: "\r" } : {};
      await this.#send("Input.dispatchKeyEvent", {
        type: "keyDown",
        key,
        windowsVirtualKeyCode: code,
        ...text,
      });
      await this.#send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: code });
    }
  }

  /** The window as a PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data as string, "base64");
  }

  /** The page as a PDF, as it would be printed. */
  async print(): Promise<Buffer> {
    await this.#send("Emulation.setEmulatedMedia", { media: "print" });
    const { data } = await this.#send("Page.printToPDF", { landscape: true, printBackground: false });
    return Buffer.from(data as string, "base64");
  }

  /** Ends the browser and removes its profile. */
  async close(): Promise<void> {
    const ended = new Promise((done) => this.#child.once("close", done));
    // Asked to end it takes its helper processes along, which otherwise still write into the profile.
    this.#session = undefined;
    await this.#send("Browser.close").catch(() => this.#child.kill("SIGKILL"));
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.#next++;
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`the browser does not answer ${method}`)), PATIENCE);
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        if (error === undefined) done(result ?? {});
        else fail(new Error(`${method}: ${error.message}`));
      });
      this.#input.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    });
  }

  #receive(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
      return;
    }
    const { method, params = {} } = message;
    if (method === "Network.requestWillBeSent")
      this.requests.push((params["request"] as { url: string }).url);
    if (method === "Runtime.exceptionThrown")
      this.complaints.push(JSON.stringify(params["exceptionDetails"]));
    if (method === "Log.entryAdded") this.complaints.push((params["entry"] as { text: string }).text);
    for (const listener of [...this.#listeners]) listener(message);
  }
}

/** Windows' virtual key codes, which the protocol speaks. */
const CODES: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};
