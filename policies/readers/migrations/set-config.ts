import { fieldsOf, isNode, list, type Node, namesOf, textOf } from "./tree";

/** A call of `set_config` in a SELECT: the setting and its value, each `undefined` where it is not written out. */
export interface SetConfigCall {
  readonly name: string | undefined;
  readonly value: string | undefined;
}

/** The calls of `set_config` that stand by themselves in the list of a SELECT, one after the other. */
export function setConfigCalls(type: string, node: Node): SetConfigCall[] {
  if (type !== "SelectStmt") return [];
  return list(node["targetList"]).flatMap((target) => {
    const call = fieldsOf(fieldsOf(target, "ResTarget")?.["val"], "FuncCall");
    if (call === undefined || namesOf(call["funcname"]).at(-1) !== "set_config") return [];
    const [name, value] = list(call["args"]).map((argument) => {
      const constant = fieldsOf(argument, "A_Const")?.["sval"];
      return isNode(constant) ? (textOf(constant["sval"]) ?? "") : undefined;
    });
    return [{ name, value }];
  });
}
