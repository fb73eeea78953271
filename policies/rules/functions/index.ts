import type { Rule } from "../../rule";
import castBetweenBuiltInTypes from "./cast-between-built-in-types";
import castRunsStrangersCode from "./cast-runs-strangers-code";
import definerOwnedBySuperuser from "./definer-owned-by-superuser";
import definerSearchPathUnsafe from "./definer-search-path-unsafe";
import definerUnquotedText from "./definer-unquoted-text";
import definerWithoutSearchPath from "./definer-without-search-path";
import eventTriggerStranger from "./event-trigger-stranger";
import functionLeakproof from "./function-leakproof";
import functionToReview from "./function-to-review";
import functionUnquotedText from "./function-unquoted-text";
import nameOfBuiltIn from "./name-of-built-in";
import scriptLookupImplicit from "./script-lookup-implicit";
import scriptNameUnqualified from "./script-name-unqualified";
import scriptReachesServer from "./script-reaches-server";
import scriptSearchPathUnsafe from "./script-search-path-unsafe";
import scriptTakesOverObject from "./script-takes-over-object";
import scriptTriggersOff from "./script-triggers-off";
import tableRuleDropsWrites from "./table-rule-drops-writes";
import tableRuleRunsStatements from "./table-rule-runs-statements";
import tableRunsStrangersCode from "./table-runs-strangers-code";
import triggerSwitchedOff from "./trigger-switched-off";

/** The rules about functions and other code of the database. */
export const FUNCTION_RULES = [
  castBetweenBuiltInTypes,
  castRunsStrangersCode,
  definerOwnedBySuperuser,
  definerSearchPathUnsafe,
  definerUnquotedText,
  definerWithoutSearchPath,
  eventTriggerStranger,
  functionLeakproof,
  nameOfBuiltIn,
  scriptLookupImplicit,
  scriptNameUnqualified,
  scriptReachesServer,
  scriptSearchPathUnsafe,
  scriptTakesOverObject,
  scriptTriggersOff,
  tableRuleDropsWrites,
  tableRuleRunsStatements,
  tableRunsStrangersCode,
  triggerSwitchedOff,
  functionToReview,
  functionUnquotedText,
] as const satisfies readonly Rule[];
