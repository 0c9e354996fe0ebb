import type { Socket } from "node:net";
import postgres from "postgres";
import { dial, type Target } from "./dial.ts";
import { codeOf, DatabaseUnavailable, isConnectionError, Overloaded } from "./errors.ts";
import { driverTypes, prepareParameters } from "./parameters.ts";

export type Row = Record<string, unknown>;

/** Text is constant for a shape of statement (it is prepared under its text), values are parameters. */
export interface Statement {
  readonly text: string;
  readonly params?: readonly unknown[];
  /** It is not asked again soon: nothing is prepared for it. It takes no values. */
  readonly once?: true;
}

/** A statement whose values have been checked: handing it to a lane can no longer fail. */
export interface ReadyStatement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Rows as lists of values in the order of the columns, instead of objects. */
  readonly lists?: boolean;
}

/** @throws TypeError when a value cannot travel */
export const ready = ({ text, params = [], once }: Statement): ReadyStatement =>
  once === true ? { text } : { text, values: prepareParameters(params) };

/** Rows, the word the server ended the statement with, and how many rows it touched. */
export type Answer = readonly Row[] & { readonly command: string; readonly count: number | null };

/** One connection, which runs one transaction at a time. Never reused after anything about it is in doubt. */
export interface Lane {
  readonly dead: boolean;
  /** Enough statement shapes were prepared on it: better a fresh one than more memory in the server. */
  readonly worn: boolean;
  /** Without values it goes as a simple, unprepared statement. Issued now, in one tick with what is issued beside it; they travel together and run in order. */
  send(statement: ReadyStatement): Promise<Answer>;
  /** Ends the connection at once; what was sent fails, what was not sent never will be. */
  destroy(reason?: Error): void;
  /** Resolves when nothing that was sent is still without an answer. */
  settled(): Promise<void>;
  /** Ends the connection after what was sent. */
  close(): Promise<void>;
}

export interface LaneOptions {
  readonly applicationName?: string;
  /** Session settings sent when connecting. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** ms to wait for the server to take the connection. Default 2,000. */
  readonly connectMs?: number;
  readonly onClose?: (lane: Lane) => void;
}

/** Shapes prepared on one connection before it is replaced. A prepared statement keeps some 10–50 KB in the server. */
const mostShapes = 400;

/** Opens nothing yet: the connection is made when the first statement is sent. */
export function createLane(url: string, options: LaneOptions = {}): Lane {
  let dead = false;
  let reason: Error | undefined;
  let socket: Socket | undefined;
  const pending = new Set<postgres.PendingQuery<postgres.Row[]>>();
  const shapes = new Set<string>();

  function destroy(error?: Error): void {
    if (dead) return;
    dead = true;
    reason = error;
    dropUnsent();
    socket?.destroy();
    sql.end({ timeout: 0 }).catch(() => undefined);
    options.onClose?.(lane);
  }

  /**
   * The driver would hand statements that it has not sent to the next connection, outside their transaction.
   * Its close hook runs before it does, so here they are taken away from it.
   */
  function dropUnsent(): void {
    for (const query of pending) if ((query as unknown as { state: unknown }).state === null) query.cancel();
  }

  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    no_subscribe: true,
    types: driverTypes,
    onnotice: () => undefined,
    connection: { application_name: options.applicationName ?? "armature", ...options.settings },
    onclose: () => destroy(),
    socket: async (target: Target) => {
      // A second connection would have no transaction, no tenant: a lane connects once.
      if (dead || socket !== undefined) throw new DatabaseUnavailable("CONNECTION_CLOSED");
      socket = await dial(target, options.connectMs);
      if (dead) socket.destroy();
      return socket;
    },
  } as postgres.Options<Record<string, postgres.PostgresType>>);

  const translate = (error: unknown): unknown => {
    if (reason !== undefined) return reason;
    if (!isConnectionError(error)) return error;
    // The driver gave up on the connection; whatever else waits on it is lost as well.
    destroy();
    if (error instanceof DatabaseUnavailable) return error;
    // What was taken away unsent the driver calls cancelled.
    const code = codeOf(error) ?? "CONNECTION_CLOSED";
    return new DatabaseUnavailable(code === "57014" ? "CONNECTION_CLOSED" : code, error);
  };

  const lane: Lane = {
    get dead() {
      return dead;
    },
    get worn() {
      return shapes.size >= mostShapes;
    },
    async send({ text, values, lists }) {
      if (dead) throw reason ?? new DatabaseUnavailable("CONNECTION_CLOSED");
      let query: postgres.PendingQuery<postgres.Row[]>;
      if (values === undefined) query = sql.unsafe(text);
      else {
        shapes.add(text);
        const typed = values.map((value) => sql.typed(value as string, 0));
        query = sql.unsafe(text, typed as never[], { prepare: true, simple: false } as postgres.UnsafeQueryOptions);
      }
      if (lists) void query.values();
      pending.add(query);
      try {
        return (await query) as unknown as Answer;
      } catch (error) {
        throw translate(error);
      } finally {
        pending.delete(query);
      }
    },
    destroy,
    async settled() {
      await Promise.allSettled(pending);
    },
    async close() {
      if (dead) return;
      await sql.end({ timeout: 1 });
      dead = true;
      socket?.destroy();
    },
  };
  return lane;
}

/** Rejects with Overloaded("deadline") and cuts the lane when `work` has not ended in time. */
export async function within<Value>(lane: Lane, ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const error = new Overloaded("deadline");
        lane.destroy(error);
        reject(error);
      },
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
