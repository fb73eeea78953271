/** The resource classes of the plugin `palisade`. */
export * from "./access";
export * from "./access-args";
export * from "./proof";
export * from "./provider";
export * from "./row-security";
export * from "./row-security-args";
