/** Bundles `entry` into `outfile`; both may be counted from the project's folder. */
export function bundleProgram(entry: string, outfile: string): Promise<void>;
