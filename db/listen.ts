import type { Socket } from "node:net";
import postgres from "postgres";
import { dial, type Target } from "./dial.ts";
import { DatabaseUnavailable } from "./errors.ts";

interface Ear {
  on(payload: string): void;
  onReconnect?: (() => void) | undefined;
}

/** Notifications over one connection that is made again whenever it is lost. */
export interface Listener {
  /** What was said while the connection was down is lost: `onReconnect` is the moment to look for oneself. */
  listen(channel: string, on: (payload: string) => void, onReconnect?: () => void): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}

/** ms between two questions to the server whether it is still there; a connection may die without a word. */
const pulse = 10_000;

/** Hears what is said on channels of the database, over one connection that is made again when it is lost. */
export function createListener(url: string, onFault: (error: unknown) => void = () => undefined): Listener {
  const channels = new Map<string, Set<Ear>>();
  let current: { sql: postgres.Sql; cut(): void } | undefined;
  let opening: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let heart: NodeJS.Timeout | undefined;
  let closed = false;
  let delay = 100;

  const quoted = (channel: string): string => `"${channel.replaceAll('"', '""')}"`;

  function tell(channel: string, payload: string): void {
    for (const ear of channels.get(channel) ?? []) {
      try {
        ear.on(payload);
      } catch (error) {
        onFault(error);
      }
    }
  }

  /** True when nobody listens to the channel any more. */
  function forget(channel: string, ear: Ear): boolean {
    const ears = channels.get(channel);
    return ears !== undefined && ears.delete(ear) && ears.size === 0 && channels.delete(channel);
  }

  /** Connects and asks for every channel. */
  async function open(): Promise<void> {
    let lost = false;
    let socket: Socket | undefined;
    const sql = postgres(url, {
      max: 1,
      fetch_types: false,
      idle_timeout: 0,
      max_lifetime: null,
      no_subscribe: true,
      onnotice: () => undefined,
      onnotify: tell,
      connection: { application_name: "armature listen" },
      onclose: () => lose(),
      socket: async (target: Target) => {
        if (lost || socket) throw new DatabaseUnavailable("CONNECTION_CLOSED");
        socket = await dial(target);
        if (lost) socket.destroy();
        return socket;
      },
    } as postgres.Options<Record<string, never>>);
    const lose = (): void => {
      if (lost) return;
      lost = true;
      socket?.destroy();
      sql.end({ timeout: 0 }).catch(() => undefined);
      if (current?.sql === sql) current = undefined;
      clearInterval(heart);
      again();
    };
    current = { sql, cut: lose };
    try {
      await answered(sql.unsafe([...channels.keys()].map((channel) => `listen ${quoted(channel)}`).join(";") || "select 1"));
    } catch (error) {
      lose();
      throw error instanceof postgres.PostgresError ? error : new DatabaseUnavailable("CONNECTION_CLOSED", error);
    }
    delay = 100;
    heart = setInterval(() => void answered(sql.unsafe("select 1")).catch(lose), pulse);
    heart.unref();
  }

  /** The driver may leave a query without an answer for ever; nobody waits longer than this. */
  async function answered<Value>(query: PromiseLike<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new DatabaseUnavailable("LISTEN_TIMEOUT")), 3_000)));
    try {
      return await Promise.race([query, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  function again(): void {
    if (closed || retry || channels.size === 0) return;
    retry = setTimeout(() => {
      retry = undefined;
      if (closed || current) return;
      open().then(
        () => {
          for (const ears of channels.values()) for (const ear of ears) ear.onReconnect?.();
        },
        () => again(),
      );
    }, delay);
    retry.unref();
    delay = Math.min(delay * 2, 2_000);
  }

  return {
    async listen(channel, on, onReconnect) {
      if (closed) throw new DatabaseUnavailable("CLOSED");
      const ear: Ear = { on, onReconnect };
      const known = channels.get(channel);
      if (known) known.add(ear);
      else channels.set(channel, new Set([ear]));
      try {
        if (current) {
          await opening;
          // Also when the channel is known: whoever came first may still be asking.
          await answered(current.sql.unsafe(`listen ${quoted(channel)}`));
        } else if (!retry) await (opening ??= open().finally(() => (opening = undefined)));
      } catch (error) {
        forget(channel, ear);
        throw error;
      }
      return {
        async stop() {
          if (forget(channel, ear)) await current?.sql.unsafe(`unlisten ${quoted(channel)}`).catch(() => undefined);
        },
      };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(heart);
      const last = current;
      last?.cut();
      await opening?.catch(() => undefined);
    },
  };
}
