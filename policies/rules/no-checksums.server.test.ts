import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MAJORS, restartTestServer, startTestServer } from "../../test/servers";
import { accountOf } from "../../tools/local/account";
import { accessRulesText, SETTINGS_FILE } from "../../tools/local/configuration";
import { findDistribution } from "../../tools/local/distribution";
import { makePrivateFolder, removeAll, writeWhole } from "../../tools/local/files";
import { stopLocalServer } from "../../tools/local/index";
import { placeForPrograms } from "../../tools/local/places";
import { runProgram } from "../../tools/local/programs";
import { findingsOn } from "../testing/on-server";
import { RULES } from ".";

const KEY = "data-checksums-off:setting data_checksums";

for (const major of MAJORS)
  test(`a PostgreSQL ${major} is found out that was made without checksums, and not one with them`, async () => {
    const made = await startTestServer(major);
    try {
      const found = async () => (await findingsOn(made.settings, RULES)).some(({ key }) => key === KEY);
      assert.equal(await found(), false);
      const { dataDirectory, directory, password } = made;
      const account = accountOf(dataDirectory);
      await stopLocalServer(directory);
      const programs = placeForPrograms(findDistribution(major), directory, account, () => undefined);
      removeAll(dataDirectory);
      makePrivateFolder(dataDirectory, account);
      const rights = { mode: 0o600, owner: account };
      const passwordFile = join(directory, ".new-password");
      writeWhole(passwordFile, `${password}\n`, rights);
      const { status, output } = await runProgram(
        programs.initdb,
        [
          `--pgdata=${dataDirectory}`,
          `--username=${made.superuser}`,
          `--pwfile=${passwordFile}`,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C",
          "--no-sync",
          // What PostgreSQL does by itself before 18.
          ...(major >= 18 ? ["--no-data-checksums"] : []),
        ],
        programs,
        account,
      );
      assert.equal(status, 0, output);
      writeWhole(join(dataDirectory, "pg_hba.conf"), accessRulesText(), rights);
      writeWhole(join(dataDirectory, SETTINGS_FILE), "", rights);
      appendFileSync(join(dataDirectory, "postgresql.conf"), `\ninclude = '${SETTINGS_FILE}'\n`);
      makePrivateFolder(join(dataDirectory, "log"), account);
      await restartTestServer(made);
      assert.equal(await found(), true);
    } finally {
      await made.stop();
    }
  });
