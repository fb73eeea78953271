import { version } from "@pulumi/random/package.json";
import type { ProviderImplementation } from "../../../provider/plugin/protocol";
import { announce } from "../stand-in";
import { randomBytes, randomId } from "./bytes";
import { randomPassword } from "./password";
import { randomString, randomUuid } from "./text";

/**
 * A local stand-in for the official plugin `random`, for machines that cannot download it: the resources that this
 * project uses and their closest kin, with the official types, defaults and outputs. Everything is drawn from the
 * operating system's random source.
 */
export const randomStandIn: ProviderImplementation<true> = {
  name: "random",
  version,
  configure: async ({ context }) => {
    announce(randomStandIn, context);
    return true;
  },
  resources: {
    "random:index/randomPassword:RandomPassword": randomPassword,
    "random:index/randomBytes:RandomBytes": randomBytes,
    "random:index/randomId:RandomId": randomId,
    "random:index/randomString:RandomString": randomString,
    "random:index/randomUuid:RandomUuid": randomUuid,
  },
};
