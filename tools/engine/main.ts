// Says which engine, language host and plugins this project runs with, and gets them where they are missing.
import { describeEngine, EngineError, ensureEngine } from "./index";

ensureEngine().then(
  (engine) => {
    process.stdout.write(describeEngine(engine));
  },
  (error: unknown) => {
    const text = error instanceof EngineError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${text}\n`);
    process.exitCode = 2;
  },
);
