import { codeOf, Overloaded } from "./errors.ts";
import { within, type ReadyStatement, type Row } from "./lanes.ts";
import type { Pool } from "./pool.ts";

/** One reader's statements in a transaction it shares, and where its answer goes. */
interface Rider {
  readonly statements: readonly ReadyStatement[];
  resolve(rows: Row[][]): void;
  reject(error: unknown): void;
}

interface Ride {
  readonly riders: Rider[];
  statements: number;
}

/** A shared transaction that did not go through as a whole: its riders go again, each alone, and find out whose fault it was. */
export class GoAlone extends Error {
  override readonly name = "GoAlone";
}

export interface SharedReads {
  /**
   * Rows per statement. Readers of one tenant who have to wait for a lane wait together and travel in one read-only transaction:
   * BEGIN, the tenant and COMMIT are paid once for all of them. Nobody waits for company: with a free lane a reader travels alone.
   *
   * For statements that are sure to be quick: one slow statement would hold up the others. `most`: so many travel together, else the first
   * would wait for the last; readers who say another number, or open their transaction in another way, travel apart.
   * @throws GoAlone, Overloaded
   */
  read(
    tenant: string,
    before: readonly ReadyStatement[],
    statements: readonly ReadyStatement[],
    most: number,
    waitMs: number,
    deadlineMs: number,
  ): Promise<Row[][]>;
}

const commit: ReadyStatement = { text: "commit" };

/** Whose own statement took too long is told so: it would take as long alone. */
function refuseSlow({ riders }: Ride, answers: readonly PromiseSettledResult<unknown>[]): void {
  let at = 0;
  for (const { statements, reject } of riders) {
    const own = answers.slice(at, (at += statements.length));
    const slow = own.find((answer) => answer.status === "rejected" && codeOf(answer.reason) === "57014");
    if (slow !== undefined) reject((slow as PromiseRejectedResult).reason);
  }
}

/** Lets readers of one tenant who wait for a lane travel together, see `SharedReads`. */
export function createSharedReads(pool: Pool): SharedReads {
  /** by tenant and kind: the ride that has not departed yet */
  const boarding = new Map<string, Ride>();

  async function depart(
    tenant: string,
    key: string,
    ride: Ride,
    before: readonly ReadyStatement[],
    waitMs: number,
    deadlineMs: number,
  ): Promise<void> {
    const leave = () => {
      if (boarding.get(key) === ride) boarding.delete(key);
    };
    try {
      await pool.use(tenant, "interactive", waitMs, async (lane) => {
        leave();
        const all = [...before, ...ride.riders.flatMap((rider) => rider.statements), commit];
        const answers = await within(lane, deadlineMs, Promise.allSettled(all.map((each) => lane.send(each))));
        const last = answers.at(-1)!;
        if (last.status === "rejected") lane.destroy();
        if (last.status === "rejected" || last.value.command !== "COMMIT" || answers.some((answer) => answer.status === "rejected")) {
          refuseSlow(ride, answers.slice(before.length, -1));
          throw new GoAlone();
        }
        let at = before.length;
        for (const rider of ride.riders) {
          rider.resolve(
            answers.slice(at, (at += rider.statements.length)).map((answer) => (answer.status === "fulfilled" ? answer.value.slice() : [])),
          );
        }
      });
    } catch (error) {
      leave();
      const why = error instanceof Overloaded ? error : new GoAlone();
      for (const rider of ride.riders) rider.reject(why);
    }
  }

  return {
    read: (tenant, before, statements, most, waitMs, deadlineMs) =>
      new Promise<Row[][]>((resolve, reject) => {
        const rider: Rider = { statements, resolve, reject };
        // how a transaction is opened is said by its first message, all of it but the tenant
        const key = `${tenant} ${most} ${before[0]!.text}`;
        const waiting = boarding.get(key);
        if (waiting !== undefined && waiting.statements + statements.length <= most) {
          waiting.riders.push(rider);
          waiting.statements += statements.length;
          return;
        }
        const ride: Ride = { riders: [rider], statements: statements.length };
        boarding.set(key, ride);
        void depart(tenant, key, ride, before, waitMs, deadlineMs);
      }),
  };
}
