import { runProvider } from "../../../provider/plugin/protocol";
import { postgresqlStandIn } from "./provider";

void runProvider(postgresqlStandIn);
