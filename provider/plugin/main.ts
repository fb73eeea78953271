import { palisade } from "./palisade";
import { runProvider } from "./protocol";

void runProvider(palisade);
