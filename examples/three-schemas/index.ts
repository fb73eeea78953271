import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as palisade from "../../index"; // in a project of your own: from "pulumi-palisade"

const host = "db.example.com";
const caFile = "ca.pem";
const admin = { host, username: "admin", password: new pulumi.Config().requireSecret("password") };
const verified = { sslmode: "verify-full", sslrootcert: caFile };
const providers = [
  new postgresql.Provider("postgres", { ...admin, ...verified, superuser: false }),
  new palisade.Provider("palisade", { ...admin, caCertificateFile: caFile }),
];

const what = { database: "shop", schemas: ["app", "billing", "support"], tenants: {} };
const shop = new palisade.HardenedDatabase("shop", { ...what, server: { host, caFile } }, { providers });
export const { owner, app, readonly } = shop;
