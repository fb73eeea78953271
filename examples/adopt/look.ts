import * as pulumi from "@pulumi/pulumi";
import * as palisade from "../../index"; // in a project of your own: from "pulumi-palisade"

const config = new pulumi.Config();
const provider = new palisade.Provider("palisade", {
  host: config.require("host"),
  port: config.requireNumber("port"),
  username: config.require("adminUser"),
  password: config.requireSecret("adminPassword"),
  caCertificateFile: config.require("caFile"),
});

new palisade.Access(
  "kea",
  { database: "kea", owner: "kea", mode: "adopt", schemas: { public: {} }, roles: { kea: {} } },
  { provider },
);
