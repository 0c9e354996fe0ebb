import { DatabaseUnavailable, TransactionRolledBack, codeOf } from "./errors.ts";
import { ready, within, type Lane, type ReadyStatement, type Row, type Statement } from "./lanes.ts";
import type { Pool } from "./pool.ts";
import type { Class } from "./scheduler.ts";
import { GoAlone, type SharedReads } from "./shared-reads.ts";

/** Statements that travel together at most: more would make the first wait for the last. */
const together = { byKey: 32, page: 4 } as const;

export type PlanMode = "anew" | "kept";

export interface TransactionOptions {
  readonly readOnly?: boolean;
  /**
   * Read-only statements that are sure to be quick may travel with those of other readers of the tenant when lanes are busy. The slower they
   * are, the fewer travel together: what reads by key, or what reads a page.
   */
  readonly share?: keyof typeof together;
  /** ms for all of it, waiting included. Default 3,000 (`transaction`: 2,000); batch class 10,000 */
  readonly deadlineMs?: number;
  /** ms for one statement. Default 2,000; batch class 5,000 */
  readonly statementMs?: number;
  /** Default interactive */
  readonly class?: Class;
  /**
   * Its statements are planned for the values at hand ("anew"), or once for whatever values ("kept"). Default: the database keeps a plan for
   * whatever values as soon as that looks no dearer than those it made, whoever's values they were.
   */
  readonly plans?: PlanMode;
}

/**
 * Inside an open transaction.
 *
 * Values: a text is constant for a shape of statement, it is prepared and kept under that text. Objects and arrays of objects given for json(b)
 * are serialised once (a string given for json(b) becomes a JSON string: never stringify first). Arrays of plain values go to Postgres arrays.
 * int8, numeric, uuid and date come back as text (`select x::float8` for a number), timestamptz as Date, bytea as Buffer, json(b) parsed.
 */
export interface Tx {
  query<R extends Row = Row>(text: string, params?: readonly unknown[]): Promise<R[]>;
  /** When `work` throws, what it did is undone and the transaction goes on; the error is passed on. */
  savepoint<Value>(work: () => Promise<Value>): Promise<Value>;
}

/** What every lane's session has already, so that it need not be sent with each transaction. */
export const usualStatementMs = 2_000;

const commit: ReadyStatement = { text: "commit" };
const rollback: ReadyStatement = { text: "rollback" };

const limitsOf = ({ class: kind = "interactive", deadlineMs, statementMs }: TransactionOptions, usualDeadline: number) => ({
  kind,
  deadlineMs: deadlineMs ?? (kind === "batch" ? 10_000 : usualDeadline),
  statementMs: Math.ceil(statementMs ?? (kind === "batch" ? 5_000 : usualStatementMs)),
});

/** Travels with BEGIN: it is for the server that plans, not for the shards. */
const planning: Readonly<Record<PlanMode, string>> = {
  anew: "; set local plan_cache_mode=force_custom_plan",
  kept: "; set local plan_cache_mode=force_generic_plan",
};

/** `bind` is run after BEGIN and has to be a message of its own: only then does it reach the shards of a Citus cluster. */
function opening(bind: readonly ReadyStatement[], { readOnly, plans }: TransactionOptions, statementMs: number): ReadyStatement[] {
  if (!Number.isSafeInteger(statementMs) || statementMs < 1) throw new RangeError(`statementMs is ${statementMs}`);
  const open = [{ text: `${readOnly ? "begin read only" : "begin"}${plans === undefined ? "" : planning[plans]}` }, ...bind];
  if (statementMs !== usualStatementMs) open.push({ text: `set local statement_timeout=${statementMs}` });
  return open;
}

/** How long to wait for a turn at most; the answer is to be quick even when it is no. */
const waitOf = (kind: Class, deadlineMs: number): number => Math.min(kind === "interactive" ? 1_000 : 5_000, deadlineMs);

/**
 * A whole transaction in one round trip. All or nothing. Once more by itself where that is safe: after a schema change made the prepared plans stale,
 * and for reads whose connection was lost.
 */
export async function runBatch(
  pool: Pool,
  shared: SharedReads,
  tenant: string,
  bind: readonly ReadyStatement[],
  statements: readonly Statement[],
  options: TransactionOptions,
): Promise<Row[][]> {
  const { kind, deadlineMs, statementMs } = limitsOf(options, 3_000);
  const until = performance.now() + deadlineMs;
  const before = opening(bind, options, statementMs);
  const prepared = statements.map(ready);
  if (options.share !== undefined && options.readOnly === true && kind === "interactive" && statementMs === usualStatementMs) {
    try {
      return await shared.read(tenant, before, prepared, together[options.share], waitOf(kind, deadlineMs), deadlineMs);
    } catch (error) {
      if (!(error instanceof GoAlone)) throw error;
    }
  }
  const all = [...before, ...prepared, commit];
  const once = () =>
    pool.use(tenant, kind, waitOf(kind, until - performance.now()), async (lane) => {
      const answers = await within(lane, until - performance.now(), Promise.allSettled(all.map((each) => lane.send(each))));
      const last = answers.at(-1)!;
      // Only after an answer to COMMIT is it certain that the connection is idle.
      if (last.status === "rejected") lane.destroy();
      for (const answer of answers) if (answer.status === "rejected") throw stale(lane, answer.reason);
      // No statement failed and yet it was rolled back: the driver has repeated one with a stale plan by itself, after the end. What it gave is void.
      if (last.status === "rejected" || last.value.command !== "COMMIT") throw stale(lane, new TransactionRolledBack(repeated));
      return answers.slice(before.length, -1).map((answer) => (answer.status === "fulfilled" ? answer.value.slice() : []));
    });
  try {
    return await once();
  } catch (error) {
    const again = isStale(error) || (options.readOnly === true && error instanceof DatabaseUnavailable && lostMidway.test(error.code));
    if (!again || performance.now() >= until) throw error;
    return await once();
  }
}

const lostMidway = /^(CONNECTION_CLOSED|CONNECTION_DESTROYED|ECONNRESET|EPIPE|57P0[125])$/;

/** "cached plan must not change result type": the schema changed under prepared statements. */
const repeated = Object.assign(new Error("cached plan must not change result type"), { code: "0A000" });
const isStale = (error: unknown): boolean => codeOf(error) === "0A000";

function stale(lane: Lane, error: unknown): unknown {
  if (isStale(error)) lane.destroy();
  return error;
}

/** Read, decide, write. One round trip per awaited query; the opening travels with the first. Rolled back when `work` throws. */
export async function runTransaction<Value>(
  pool: Pool,
  tenant: string,
  bind: readonly ReadyStatement[],
  work: (tx: Tx) => Promise<Value>,
  options: TransactionOptions,
): Promise<Value> {
  const { kind, deadlineMs, statementMs } = limitsOf(options, 2_000);
  const until = performance.now() + deadlineMs;
  const before = opening(bind, options, statementMs);
  return pool.use(tenant, kind, waitOf(kind, deadlineMs), (lane) => within(lane, until - performance.now(), interact(lane, before, work)));
}

async function interact<Value>(lane: Lane, before: readonly ReadyStatement[], work: (tx: Tx) => Promise<Value>): Promise<Value> {
  let over = false;
  let failure: unknown;
  let savepoints = 0;
  /** Errors are kept for the end: a query whose promise nobody looks at must not bring the process down. */
  const send = (statement: ReadyStatement) => {
    const answer = lane.send(statement);
    answer.catch((error: unknown) => (failure ??= error));
    return answer;
  };
  const open = () => {
    if (over) throw new Error("this transaction is over: a query was begun after its work had ended");
  };
  const tx: Tx = {
    query<R extends Row>(text: string, params: readonly unknown[] = []) {
      try {
        open();
        const answer = send(ready({ text, params })).then((rows) => rows.slice() as R[]);
        answer.catch(() => undefined);
        return answer;
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
    async savepoint(inner) {
      open();
      const name = `s${++savepoints}`;
      await send({ text: `savepoint ${name}` });
      const earlier = failure;
      try {
        const value = await inner();
        await send({ text: `release savepoint ${name}` });
        return value;
      } catch (error) {
        await send({ text: `rollback to savepoint ${name}; release savepoint ${name}` });
        failure = earlier;
        throw error;
      }
    },
  };
  for (const each of before) void send(each).catch(() => undefined);
  let value: Value;
  try {
    value = await work(tx);
  } catch (error) {
    over = true;
    await end(lane, rollback).catch(() => undefined);
    // what failed first, without anybody waiting for it, is why nothing after it is taken
    throw stale(lane, codeOf(error) === "25P02" && failure !== undefined ? failure : error);
  }
  over = true;
  const { command } = await end(lane, commit);
  if (command !== "COMMIT") throw stale(lane, new TransactionRolledBack(failure ?? repeated));
  return value;
}

/** Sends the last word and waits until everything is answered; a lane that does not answer is destroyed. */
async function end(lane: Lane, word: ReadyStatement): Promise<{ command: string }> {
  try {
    const answer = await lane.send(word);
    await lane.settled();
    return answer;
  } catch (error) {
    lane.destroy();
    throw error;
  }
}
