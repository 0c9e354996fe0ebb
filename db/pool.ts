import { createLane, type Lane, type LaneOptions } from "./lanes.ts";
import { createScheduler, type Class } from "./scheduler.ts";

export interface PoolOptions extends Omit<LaneOptions, "onClose"> {
  readonly lanes: number;
  readonly perTenant: number;
  /** how much of one tenant may wait */
  readonly queue: number;
}

/** Lanes behind the scheduler. Connections are made when they are first needed; the one used last is used next, so few stay warm. */
export interface Pool {
  /** Runs `work` with a lane of its own, which it must leave idle or destroy. */
  use<Value>(tenant: string, kind: Class, waitMs: number, work: (lane: Lane) => Promise<Value>): Promise<Value>;
  stats(): { lanes: number; busy: number; queued: number };
  /** Refuses new work, waits for what runs, ends the connections. */
  close(graceMs: number): Promise<void>;
}

/** Makes the lanes' pool; no connection is opened yet. */
export function createPool(url: string, { lanes, perTenant, queue, ...options }: PoolOptions): Pool {
  const scheduler = createScheduler({ capacity: lanes, perTenant, queue });
  const open = new Set<Lane>();
  let idle: Lane[] = [];

  function take(): Lane {
    const warm = idle.pop();
    if (warm) return warm;
    const lane = createLane(url, {
      ...options,
      onClose(closed) {
        open.delete(closed);
        idle = idle.filter((each) => each !== closed);
      },
    });
    open.add(lane);
    return lane;
  }

  function giveBack(lane: Lane): void {
    if (lane.dead) return;
    if (!lane.worn) return void idle.push(lane);
    open.delete(lane);
    lane.close().catch(() => undefined);
  }

  return {
    async use(tenant, kind, waitMs, work) {
      const grant = await scheduler.acquire(tenant, kind, waitMs);
      const lane = take();
      try {
        return await work(lane);
      } finally {
        giveBack(lane);
        scheduler.release(grant);
      }
    },
    stats() {
      const { running, queued } = scheduler.stats();
      return { lanes: open.size, busy: running, queued };
    },
    async close(graceMs) {
      await scheduler.close(graceMs);
      const rest = [...open];
      const quiet = new Set(idle);
      idle = [];
      for (const lane of rest) if (!quiet.has(lane)) lane.destroy();
      await Promise.all([...quiet].map((lane) => lane.close()));
      open.clear();
    },
  };
}
