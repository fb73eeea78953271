import { warmUp } from "../../postgres/connect/warm-up";
import { palisade } from "./palisade";
import { runProvider } from "./protocol";

// The engine, told of the port, takes a moment to come.
void runProvider(palisade).then(() => setImmediate(warmUp));
