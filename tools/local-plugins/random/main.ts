import { runProvider } from "../../../provider/plugin/protocol";
import { randomStandIn } from "./provider";

void runProvider(randomStandIn);
