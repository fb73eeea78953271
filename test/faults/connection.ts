import assert from "node:assert/strict";
import { converge } from "../../postgres/apply/converge";
import { OutcomeUnknown } from "../../postgres/apply/errors";
import { observe } from "../../postgres/apply/observe";
import { SEPARATOR } from "../../postgres/connect/statement-failed";
import type { TestServer } from "../servers";
import { Scene } from "./scene";
import { type Moment, WireProxy } from "./wire-proxy";

/** The statements of an update as the wire shows them, and its states before and after. */
export interface Course {
  readonly scene: Scene;
  readonly proxy: WireProxy;
  readonly statements: readonly string[];
  readonly before: string;
  readonly after: string;
}

/** Runs the update once undisturbed and writes down its course. */
export async function recordCourse(server: TestServer): Promise<Course> {
  const scene = await Scene.create(server);
  const proxy = await WireProxy.start(server);
  const settings = await scene.reset();
  const before = await scene.state(settings.database);
  const statements: string[] = [];
  proxy.listener = (sql, moment) => {
    if (moment === "before") statements.push(sql);
    return "pass";
  };
  const { done } = await converge(proxy.through(settings), scene.plan);
  proxy.listener = () => "pass";
  assert.ok(done.statements.length >= 6, "the update is worth breaking off");
  // Some of them go together, and a fault may strike in their middle.
  assert.ok(statements.some((sql) => sql.split(SEPARATOR).length > 2));
  const after = await scene.state(settings.database);
  assert.notEqual(after, before);
  return { scene, proxy, statements, before, after };
}

/** Ends what {@link recordCourse} began. */
export async function endCourse({ scene, proxy }: Course): Promise<void> {
  await proxy.stop();
  await scene.remove();
}

/** Breaks the connection once at a statement of the update's course, and sees that the update is done all the same. */
export async function loseOnce(course: Course, index: number, moment: Moment): Promise<void> {
  const { scene, proxy } = course;
  const settings = await scene.reset();
  cutAt(course, index, moment, () => undefined);
  const { done, after } = await converge(proxy.through(settings), scene.plan);
  proxy.listener = () => "pass";
  // Also where the COMMIT went through unheard: what was done is told.
  assert.ok(done.statements.length >= 6, `${moment} ${course.statements[index]}`);
  assert.deepEqual(after.statements, []);
  await isDone(course, settings.database);
}

/**
 * Breaks the connection at a statement and lets no other one through. The update must fail, and what it says must be
 * true: nothing was changed, or that nobody can tell. The next update brings the database to the end.
 */
export async function loseForGood(course: Course, index: number, moment: Moment): Promise<Error> {
  const { scene, proxy, before, after, statements } = course;
  const settings = await scene.reset();
  cutAt(course, index, moment, () => {
    proxy.closed = true;
  });
  const where = `${moment} ${statements[index]}`;
  const error = await converge(proxy.through(settings), scene.plan).then(
    () => assert.fail(`an update without a server succeeded: ${where}`),
    (failure: Error) => failure,
  );
  proxy.closed = false;
  proxy.listener = () => "pass";
  assert.ok(await scene.lockIsFree(settings.database), `the lock is held: ${where}`);
  const state = await scene.state(settings.database);
  if (error instanceof OutcomeUnknown) assert.ok(state === before || state === after, where);
  else {
    assert.match(error.message, /[Nn]othing was changed/, where);
    assert.equal(state, before, where);
  }
  await converge(proxy.through(settings), scene.plan);
  await isDone(course, settings.database);
  return error;
}

/** The state is that after the update, whose lock is free, and another update finds nothing to do. */
export async function isDone({ scene, after }: Course, database: string): Promise<void> {
  assert.equal(await scene.state(database), after);
  const rest = await observe({ ...scene.deployer, database }, scene.plan);
  assert.deepEqual(rest.changes, []);
  assert.ok(await scene.lockIsFree(database));
}

function cutAt({ proxy }: Course, index: number, moment: Moment, then: () => void): void {
  let sent = 0;
  let struck = false;
  proxy.listener = (_sql, phase) => {
    if (struck) return "pass";
    if (phase === "before") sent += 1;
    if (sent !== index + 1 || (phase === "after") !== (moment === "after")) return "pass";
    struck = true;
    then();
    return moment === "unanswered" ? "unanswered" : "cut";
  };
}
