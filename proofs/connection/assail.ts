import type { ConnectionSettings } from "../../postgres/connect/settings";
import type { ConnectionAttack } from "../attack";
import { judge } from "../judge";
import { moot } from "../observation";
import { type AttackResult, type AttemptResult, attackResult } from "../report";
import type { Scene } from "../scene/scene";
import { Door, type LoginRole } from "./door";

/** Makes the attacks by fresh connections: as every attacker, owner and administrator that may log in. */
export async function assail(
  settings: ConnectionSettings,
  attacks: readonly ConnectionAttack[],
  scene: Scene,
): Promise<AttackResult[]> {
  const door = new Door(settings);
  const roles = loginRoles(scene);
  const results: AttackResult[] = [];
  for (const attack of attacks) {
    const attempts: AttemptResult[] = [];
    const aims = attack.aims === "server" ? [{ role: settings.user }] : roles;
    for (const role of aims) {
      const observation = door.local
        ? moot("the connection is a local socket: no network lies between")
        : await attack.run(door, role);
      attempts.push({
        ...(attack.aims === "server" ? {} : { role: role.role }),
        outcome: judge(attack, observation),
      });
    }
    results.push(attackResult(attack, attempts));
  }
  return results;
}

function loginRoles({ attackers, owners, model }: Scene): LoginRole[] {
  const names = [...attackers.map(({ role }) => role), ...owners, model.reader.name];
  return [...new Set(names)]
    .filter((name) => model.roles.get(name)?.login === true)
    .map((role) => ({ role }));
}
