import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as palisade from "../../index"; // in a project of your own: from "pulumi-palisade"

const config = new pulumi.Config();
const admin = {
  host: config.require("host"),
  port: config.requireNumber("port"),
  username: config.require("adminUser"),
  password: config.requireSecret("adminPassword"),
};
const caFile = config.require("caFile");
const verified = { sslmode: "verify-full", sslrootcert: caFile };
const postgres = new postgresql.Provider("postgres", { ...admin, ...verified });
const provider = new palisade.Provider("palisade", { ...admin, caCertificateFile: caFile });

const owner = new postgresql.Role("kea_owner", { name: "kea_owner", login: false }, { provider: postgres });

new palisade.Access(
  "kea",
  {
    database: "kea",
    owner: owner.name,
    databasePrivileges: { kea: ["CONNECT"] },
    schemas: { public: { roles: { kea: { profiles: ["readwrite"] } } } },
    roles: { kea: {}, kea_owner: { managed: true } },
    ignore: [{ grantee: "kea_monitor", reason: "made by the monitoring's own playbook" }],
  },
  { provider },
);
