import { DatabaseUnavailable, Overloaded, TransactionRolledBack } from "./errors.ts";
import { ready, within, type ReadyStatement, type Statement } from "./lanes.ts";
import type { Pool } from "./pool.ts";

/** What rows need before them. */
export interface Before extends Statement {
  /** of what it locks: those of a tenant run in the order of their keys, so that no two transactions which bring the same wait for each other */
  readonly key: string;
}

/** A row that is added to what others add at the same moment. */
export interface GatheredRow {
  /** Constant; inserts rows: $1 the tenant, $2 the rows as one JSON array in a text. */
  readonly text: string;
  /** The row as JSON text. */
  readonly row: string;
  /** What has to be there before, of the same tenant; harmless when it is run again. The same object is run once for all who bring it. */
  readonly before?: readonly Before[];
}

export interface GatheredWrites {
  /**
   * Resolves when the row is committed. Rows of all tenants that are written at the same moment travel in one transaction: while one is on
   * its way the next gathers, so the more is written the more travels together, and nobody waits for company who could go alone.
   *
   * A row that cannot be written fails by itself: the others go again without it.
   * @throws Overloaded ("queue": too much waits; "wait", "deadline": as a batch's), DatabaseUnavailable; both mean as well that the row may be there
   */
  write(tenant: string, row: GatheredRow): Promise<void>;
}

interface Rider extends GatheredRow {
  readonly tenant: string;
  resolve(): void;
  reject(error: unknown): void;
}

/** Transactions on their way at once: while the disk takes one, the server works on the other. */
const mostRides = 2;
/** Of one transaction, so that its first row does not wait long for its last. */
const mostRows = 500;
const mostTenants = 50;
const mostBytes = 4 * 1024 ** 2;
/** What may wait. Beyond it the answer is a quick no instead of a late yes. */
const mostWaiting = 10_000;
const mostWaitingOfTenant = 5_000;
const mostWaitingBytes = 64 * 1024 ** 2;
const deadlineMs = 3_000;

const inOrder =
  <Each>(keyOf: (each: Each) => string) =>
  (a: Each, b: Each): number => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  };

const begin: ReadyStatement = { text: "begin" };
const commit: ReadyStatement = { text: "commit" };
/** All tenants share what travels, so together they stand in the row for lanes as one. */
const everybody = "gathered";

/**
 * One transaction with each tenant bound in its turn, rather than one statement for all of them: that would need a function which is let
 * past row security. So every row still passes the policy of its own tenant, and a mistake here is refused by the database. Everything
 * travels in one round trip; a tenant more costs two short statements.
 */
export function createGatheredWrites(pool: Pool, bind: (tenant: string) => readonly ReadyStatement[]): GatheredWrites {
  /** by tenant, in the order of their turns */
  const waiting = new Map<string, Rider[]>();
  let count = 0;
  let bytes = 0;
  let underway = 0;
  let leaving = false;

  /** Takes from the tenants in turn, of each no more than its share, so that one that writes much does not hold up the others. */
  function board(): Rider[] {
    const riders: Rider[] = [];
    const share = Math.ceil(mostRows / Math.min(mostTenants, waiting.size));
    let size = 0;
    for (const [tenant, its] of [...waiting].slice(0, mostTenants)) {
      let taken = 0;
      while (taken < its.length && taken < share && (riders.length === 0 || size + its[taken]!.row.length <= mostBytes)) {
        size += its[taken]!.row.length;
        riders.push(its[taken++]!);
      }
      waiting.delete(tenant);
      if (taken < its.length) waiting.set(tenant, its.slice(taken));
    }
    count -= riders.length;
    bytes -= size;
    return riders;
  }

  function leave(): void {
    if (leaving || underway >= mostRides || count === 0) return;
    leaving = true;
    // after everything that has arrived in this turn of the event loop
    setImmediate(() => {
      leaving = false;
      underway++;
      void travel(board()).finally(() => {
        underway--;
        leave();
      });
      leave();
    });
  }

  async function travel(riders: readonly Rider[]): Promise<void> {
    try {
      await send(riders);
      for (const rider of riders) rider.resolve();
    } catch (error) {
      const ofAll = error instanceof DatabaseUnavailable || error instanceof Overloaded;
      if (riders.length === 1 || ofAll) for (const rider of riders) rider.reject(error);
      else {
        // one of them is at fault: halves find out which
        const middle = Math.ceil(riders.length / 2);
        await travel(riders.slice(0, middle));
        await travel(riders.slice(middle));
      }
    }
  }

  async function send(riders: readonly Rider[]): Promise<void> {
    const all = [begin, ...statementsOf(riders), commit];
    await pool.use(everybody, "interactive", 1_000, async (lane) => {
      const answers = await within(lane, deadlineMs, Promise.allSettled(all.map((each) => lane.send(each))));
      const last = answers.at(-1)!;
      if (last.status === "rejected") lane.destroy();
      for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
      // what the driver has repeated by itself after the end, with a plan that a change of the schema made stale, is void
      if (last.status === "rejected" || last.value.command !== "COMMIT") {
        lane.destroy();
        throw new TransactionRolledBack();
      }
    });
  }

  function statementsOf(riders: readonly Rider[]): ReadyStatement[] {
    const tenants = Map.groupBy(riders, ({ tenant }) => tenant);
    // whoever boarded first, everybody locks in one order
    return [...tenants]
      .sort(inOrder(([tenant]) => tenant))
      .flatMap(([tenant, its]) => [
        ...bind(tenant),
        ...[...new Set(its.flatMap(({ before = [] }) => before))].sort(inOrder(({ key }) => key)).map(ready),
        ...[...Map.groupBy(its, ({ text }) => text)].map(([text, rows]) =>
          ready({ text, params: [tenant, `[${rows.map(({ row }) => row).join(",")}]`] }),
        ),
      ]);
  }

  return {
    write(tenant, given) {
      const its = waiting.get(tenant) ?? [];
      if (count >= mostWaiting || its.length >= mostWaitingOfTenant || bytes + given.row.length > mostWaitingBytes)
        return Promise.reject(new Overloaded("queue"));
      return new Promise<void>((resolve, reject) => {
        its.push({ tenant, text: given.text, row: given.row, before: given.before ?? [], resolve, reject });
        waiting.set(tenant, its);
        count++;
        bytes += given.row.length;
        leave();
      });
    },
  };
}
