import type { Topic } from "../rule";

/** Topics of what nothing inside a database decides: how the server is configured, how it is reached, how it is kept. */
const TOPICS: readonly Topic[] = ["authentication", "tls", "network", "logging", "backup", "server"];

/** The same, to be asked for any text. */
export const SERVER_TOPICS: ReadonlySet<string> = new Set(TOPICS);
