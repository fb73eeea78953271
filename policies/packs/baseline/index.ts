import { startPack } from "../start-pack";
import { BASELINE } from "./baseline";

startPack(BASELINE);
