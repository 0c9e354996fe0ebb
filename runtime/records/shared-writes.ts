import { DatabaseUnavailable, Overloaded, type Tx } from "#db";
import { ok, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { bringsLines } from "./lines.ts";
import { isNumbered } from "./numbers.ts";
import type { RecordJson } from "./record.ts";
import { transact } from "./transact.ts";
import { writeMany, type Asked, type ManyOptions, type Wrote } from "./write.ts";

/** Runs last in the transaction that writes: what must be there with the records or not at all, such as the answer under an Idempotency-Key. */
export type Settle = (tx: Tx, record: RecordJson) => Promise<void>;

interface Rider {
  readonly asked: Asked;
  readonly settle: Settle | undefined;
  resolve(result: Result<Wrote>): void;
  reject(error: unknown): void;
}

/** Writers of the same right, of the same kind, of the same object. */
interface Ride {
  readonly platform: Platform;
  readonly effective: Effective;
  readonly actor: Actor;
  readonly act: "create" | "update";
  readonly object: string;
  readonly options: ManyOptions;
  readonly riders: Rider[];
}

interface Stop {
  /** rides under way */
  running: number;
  boarding: Ride | undefined;
}

/** Writers that travel together at most. */
const mostRiders = 64;

/** by database, then by who writes what */
const stops = new WeakMap<Platform["db"], Map<string, Stop>>();

/**
 * Writes one record. Writers of one actor and object who come while others of them are at it wait together and travel in one transaction,
 * each with an outcome of his own: its begin, its locks and its COMMIT are paid once for all. Nobody waits for company: who comes alone
 * goes at once. When such a transaction breaks, each goes alone and finds out whose fault it was.
 */
export function writeShared(
  platform: Platform,
  effective: Effective,
  actor: Actor,
  act: "create" | "update",
  object: string,
  asked: Asked,
  { settle, ...options }: ManyOptions & { readonly settle?: Settle | undefined } = {},
): Promise<Result<Wrote>> {
  const { tenantId, userId, by, roles, locale, only, unrestricted } = actor;
  const key = JSON.stringify([tenantId, act, object, by, userId, roles, locale, only, unrestricted, options]);
  let here = stops.get(platform.db);
  if (here === undefined) stops.set(platform.db, (here = new Map()));
  let stop = here.get(key);
  if (stop === undefined) here.set(key, (stop = { running: 0, boarding: undefined }));
  const { promise, resolve, reject } = Promise.withResolvers<Result<Wrote>>();
  const rider: Rider = { asked, settle, resolve, reject };
  const ride: Ride = { platform, effective, actor, act, object, options, riders: [rider] };
  // numbers are given one after another: a second transaction would only wait for the first
  const resolved = effective.objects.get(object);
  // lines may be refused when their record is written already: such a record goes alone
  if (resolved !== undefined && bringsLines(resolved, asked.values)) return travel(ride).then(() => promise);
  const most = resolved !== undefined && isNumbered(resolved) ? 1 : 2;
  const waiting = stop.boarding;
  if (stop.running < most || (waiting !== undefined && !mayBoard(waiting, ride))) depart(here, key, stop, ride);
  else if (waiting === undefined) stop.boarding = ride;
  else waiting.riders.push(rider);
  return promise;
}

/** A record is written once per transaction, and everybody in it goes by the same documents. */
const mayBoard = ({ riders, effective }: Ride, other: Ride): boolean => {
  const { id } = other.riders[0]!.asked;
  return riders.length < mostRiders && effective === other.effective && (id === undefined || riders.every(({ asked }) => asked.id !== id));
};

function depart(here: Map<string, Stop>, key: string, stop: Stop, ride: Ride): void {
  stop.running += 1;
  void travel(ride).finally(() => {
    stop.running -= 1;
    const next = stop.boarding;
    stop.boarding = undefined;
    if (next !== undefined) depart(here, key, stop, next);
    else if (stop.running === 0) here.delete(key);
  });
}

/** Never rejects: every rider gets an answer. */
async function travel(ride: Ride): Promise<void> {
  const { riders } = ride;
  try {
    const outcomes = await together(ride);
    for (const [index, rider] of riders.entries()) rider.resolve(outcomes[index]!);
  } catch (error) {
    // what may have been committed must not be done again
    const isOver = riders.length === 1 || error instanceof Overloaded || error instanceof DatabaseUnavailable;
    if (isOver) for (const rider of riders) rider.reject(error);
    else await Promise.all(riders.map((rider) => travel({ ...ride, riders: [rider] })));
  }
}

async function together({ platform, effective, actor, act, object, options, riders }: Ride): Promise<readonly Result<Wrote>[]> {
  const alone = riders.length === 1;
  const done = await transact(platform, actor, async (tx, last) => {
    const asked = riders.map((rider) => rider.asked);
    const wrote = await writeMany(tx, effective, actor, act, object, asked, { ...options, last, outcome: alone ? "all" : "each" });
    if (!wrote.ok) return wrote;
    const { outcomes, show, work } = wrote.value;
    const results = outcomes.map((each): Result<Wrote> => (each.ok ? ok({ record: show(each.value), work }) : each));
    await Promise.all(
      results.map(async (each, index) => {
        if (each.ok) await riders[index]!.settle?.(tx, each.value.record);
      }),
    );
    return ok(results);
  });
  return done.ok ? done.value : riders.map(() => done);
}
