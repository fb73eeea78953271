import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { StackConfig } from "./schema";
import { topology } from "./topology";

const config: StackConfig = {
  host: "localhost",
  port: 5433,
  adminUser: "postgres",
  adminPassword: "hunter2",
  adminSuperuser: true,
  adminTlsMode: "verify-full",
  caFile: "certificates/root.crt",
  database: "shop",
  schemas: ["app", "billing"],
  tenants: { schemas: undefined, column: "shop_id" },
  roles: { app: { connectionLimit: 9, name: undefined }, owner: undefined },
  protect: true,
};

describe("the topology", () => {
  test("is one server for both providers, verified in full, with the authority's file from the project's folder", () => {
    const { postgres, palisade } = topology(config, "/project");
    assert.deepEqual(postgres, {
      host: "localhost",
      port: 5433,
      username: "postgres",
      password: "hunter2",
      superuser: true,
      sslmode: "verify-full",
      sslrootcert: "/project/certificates/root.crt",
      connectTimeout: 15,
    });
    assert.deepEqual(palisade, {
      host: "localhost",
      port: 5433,
      username: "postgres",
      password: "hunter2",
      tlsMode: "verify-full",
      caCertificateFile: "/project/certificates/root.crt",
      connectTimeout: 15,
    });
  });

  test("is one database, called in the stack as on the server, without what the configuration leaves out", () => {
    const { name, database } = topology(config, "/project");
    assert.equal(name, "shop");
    assert.deepEqual(database, {
      database: "shop",
      schemas: ["app", "billing"],
      server: { host: "localhost", port: 5433, tls: true, caFile: "/project/certificates/root.crt" },
      tenants: { column: "shop_id" },
      roles: { app: { connectionLimit: 9 } },
      protect: true,
    });
  });

  test("has an auditor where the configuration says so, who reads the configuration files where a superuser can grant it", () => {
    const auditorOf = (more: Partial<StackConfig>) =>
      topology({ ...config, ...more }, "/project").database.auditor;
    assert.equal(auditorOf({}), undefined);
    assert.deepEqual(auditorOf({ auditor: {} }), { configurationFiles: true });
    assert.deepEqual(
      auditorOf({ adminSuperuser: false, auditor: { name: "eye", connectionLimit: undefined } }),
      {
        name: "eye",
        configurationFiles: false,
      },
    );
    assert.deepEqual(auditorOf({ adminSuperuser: false, auditor: { configurationFiles: true } }), {
      configurationFiles: true,
    });
  });

  test("says where there is no TLS, to the clients too", () => {
    const { caFile: _ca, tenants: _tenants, roles: _roles, ...rest } = config;
    const { postgres, palisade, database } = topology({ ...rest, adminTlsMode: "disable" }, "/project");
    assert.equal(postgres.sslmode, "disable");
    assert.ok(!("sslrootcert" in postgres));
    assert.equal(palisade.tlsMode, "disable");
    assert.deepEqual(database, {
      database: "shop",
      schemas: ["app", "billing"],
      server: { host: "localhost", port: 5433, tls: false },
      protect: true,
    });
  });

  test("keeps an absolute path, and asks clients to verify in full even where the administrator does not", () => {
    const { postgres, database } = topology(
      { ...config, adminTlsMode: "require", caFile: "/etc/root.crt" },
      "/project",
    );
    assert.equal(postgres.sslrootcert, "/etc/root.crt");
    assert.deepEqual(database.server.tls, true);
  });
});
