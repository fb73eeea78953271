import type { Scene } from "./scene";

/**
 * What becomes of a trap under `TenantIsolation`:
 *
 * - `impossible`: the declaration, the plan or the server's own refusal leaves no way into it;
 * - `detected`: it is possible, and the preview, the audit or the proof says so with the fix;
 * - `your job`: nothing in the database can close it; the guide says what the application or the administrator does.
 */
export type Fate = "impossible" | "detected" | "your job";

/** One way in which row-level security fails, by its number in the project's own list, and the proof of what is said of it. */
export interface Trap {
  /** `T1` and so on. */
  readonly id: string;
  /** What goes wrong, as a sentence without a full stop. */
  readonly title: string;
  readonly fate: Fate;
  /** How it is closed, seen, or what is left to do. */
  readonly how: string;
  /** The first major version that can fall into it. @default all */
  readonly since?: number;
  /**
   * Shows on a real server that the trap is real and that `how` is true. Everything it does is rolled back. Absent only
   * for what no server here can show, which the page says.
   */
  readonly prove?: (scene: Scene) => Promise<void>;
}
