import { DatabaseUnavailable, Overloaded } from "./errors.ts";

/** interactive: somebody waits · batch: imports, back-fills, flows · platform: leases, health, notifications */
export type Class = "interactive" | "batch" | "platform";

export interface SchedulerOptions {
  /** How much runs at once. */
  readonly capacity: number;
  /** How much of one tenant runs at once. */
  readonly perTenant: number;
  /** How much of one tenant may wait. */
  readonly queue: number;
  /** ms; for tests. Default: the process's clock. */
  readonly clock?: () => number;
}

export interface Grant {
  readonly tenant: string;
  readonly class: Class;
  readonly since: number;
}

export interface Scheduler {
  /**
   * Waits for a turn, at most `waitMs`.
   * @throws Overloaded "queue" at once when too many of this tenant wait, "wait" when its turn does not come in time
   */
  acquire(tenant: string, kind: Class, waitMs: number): Promise<Grant>;
  release(grant: Grant): void;
  stats(): { running: number; queued: number };
  /** Refuses what waits and what comes; resolves when nothing runs, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

interface Waiting {
  readonly class: Class;
  grant(grant: Grant): void;
  refuse(error: Error): void;
}

interface Tenant {
  readonly waiting: Waiting[];
  running: number;
  /** ms of running time still owed to it; below 0 it has had more than its share */
  balance: number;
}

/** ms of running time that a tenant is given per round. */
const quantum = 5;
/** Debt is forgotten beyond this, so that one long statement does not shut a tenant out. */
const mostDebt = -20 * quantum;

/**
 * Fair before fast: deficit round robin over tenants. Each in its turn is given a quantum of time, and what it used is taken off,
 * so a tenant of many or long statements gets no more than one of few. No tenant may hold more than `perTenant` lanes;
 * batch work holds at most two fifths, and one lane is kept for the platform itself.
 */
export function createScheduler({ capacity, perTenant, queue, clock = performance.now.bind(performance) }: SchedulerOptions): Scheduler {
  const limits: Record<Class, number> = {
    interactive: Math.max(1, capacity > 2 ? capacity - 1 : capacity),
    batch: Math.max(1, Math.floor(capacity * 0.4)),
    platform: capacity,
  };
  const running: Record<Class, number> = { interactive: 0, batch: 0, platform: 0 };
  const tenants = new Map<string, Tenant>();
  /** Tenants with something waiting, in the order of their turns. */
  let ring: string[] = [];
  let busy = 0;
  let queued = 0;
  let closing: { done: () => void } | undefined;

  /** Interactive and batch together leave one lane to the platform. */
  const admits = (kind: Class): boolean =>
    busy < capacity && running[kind] < limits[kind] && (kind === "platform" || running.interactive + running.batch < limits.interactive);

  function grantTo(name: string, tenant: Tenant, kind: Class): Grant {
    busy++;
    running[kind]++;
    tenant.running++;
    tenant.balance -= 1;
    return { tenant: name, class: kind, since: clock() };
  }

  /** Index of the first waiting thing that may run now; -1 when there is none. */
  const runnable = (tenant: Tenant): number => (tenant.running >= perTenant ? -1 : tenant.waiting.findIndex((each) => admits(each.class)));

  function dispatch(): void {
    while (busy < capacity && ring.length > 0) {
      const able = ring.filter((name) => runnable(tenants.get(name)!) >= 0);
      if (able.length === 0) return;
      // Whoever is owed something goes first in the order of turns; when nobody is, all are given a quantum.
      let name = able.find((each) => tenants.get(each)!.balance > 0);
      while (name === undefined) {
        for (const each of able) tenants.get(each)!.balance += quantum;
        name = able.find((each) => tenants.get(each)!.balance > 0);
      }
      const tenant = tenants.get(name)!;
      const [next] = tenant.waiting.splice(runnable(tenant), 1);
      queued--;
      ring = ring.filter((each) => each !== name);
      if (tenant.waiting.length > 0) ring.push(name);
      next!.grant(grantTo(name, tenant, next!.class));
    }
  }

  function forget(name: string, tenant: Tenant): void {
    if (tenant.running === 0 && tenant.waiting.length === 0) tenants.delete(name);
  }

  return {
    acquire(name, kind, waitMs) {
      if (closing) return Promise.reject(new DatabaseUnavailable("CLOSED"));
      let tenant = tenants.get(name);
      if (!tenant) tenants.set(name, (tenant = { waiting: [], running: 0, balance: 0 }));
      if (
        tenant.waiting.length === 0 &&
        tenant.running < perTenant &&
        admits(kind) &&
        ring.every((each) => runnable(tenants.get(each)!) < 0)
      ) {
        return Promise.resolve(grantTo(name, tenant, kind));
      }
      if (tenant.waiting.length >= queue) return Promise.reject(new Overloaded("queue"));
      const its = tenant;
      return new Promise<Grant>((resolve, reject) => {
        const timer = setTimeout(() => leave(new Overloaded("wait")), waitMs);
        const waiting: Waiting = {
          class: kind,
          grant(grant) {
            clearTimeout(timer);
            resolve(grant);
          },
          refuse(error) {
            clearTimeout(timer);
            reject(error);
          },
        };
        function leave(error: Error): void {
          const at = its.waiting.indexOf(waiting);
          if (at < 0) return;
          its.waiting.splice(at, 1);
          queued--;
          if (its.waiting.length === 0) ring = ring.filter((each) => each !== name);
          forget(name, its);
          waiting.refuse(error);
        }
        its.waiting.push(waiting);
        queued++;
        if (its.waiting.length === 1) ring.push(name);
        // Others of its tenant may wait for a class that is full while this one may run.
        dispatch();
      });
    },
    release(grant) {
      const tenant = tenants.get(grant.tenant)!;
      busy--;
      running[grant.class]--;
      tenant.running--;
      tenant.balance = Math.max(mostDebt, tenant.balance + 1 - Math.max(1, clock() - grant.since));
      forget(grant.tenant, tenant);
      if (closing && busy === 0) closing.done();
      dispatch();
    },
    stats: () => ({ running: busy, queued }),
    async close(graceMs) {
      const idle = new Promise<void>((done) => (closing = { done }));
      for (const name of ring) {
        const tenant = tenants.get(name)!;
        for (const waiting of tenant.waiting.splice(0)) waiting.refuse(new DatabaseUnavailable("CLOSED"));
        forget(name, tenant);
      }
      ring = [];
      queued = 0;
      if (busy === 0) return;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([idle, new Promise<void>((late) => (timer = setTimeout(late, graceMs)))]);
      clearTimeout(timer);
    },
  };
}
