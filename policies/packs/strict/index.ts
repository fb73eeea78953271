import { startPack } from "../start-pack";
import { STRICT } from "./strict";

startPack(STRICT);
