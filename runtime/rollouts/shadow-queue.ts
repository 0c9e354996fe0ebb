export interface ShadowLimits {
  /** ms of CPU in a second: of one tenant, and of the process */
  readonly perTenant: number;
  readonly perProcess: number;
  /** what may wait: of one tenant, and in the process */
  readonly tenantQueue: number;
  readonly queue: number;
}

export const usualShadowLimits: ShadowLimits = { perTenant: 20, perProcess: 60, tenantQueue: 500, queue: 5_000 };

/** What is done when there is time, and given up when there is not. */
export interface ShadowQueue {
  /** Does it later, in the order of a tenant's. false: too much waits, and it never will be done. */
  offer(tenantId: string, work: () => void): boolean;
  /** Gives up what waits. */
  stop(): void;
}

interface Waiting {
  readonly works: (() => void)[];
  /** ms it may still use */
  budget: number;
  filledAt: number;
}

/** ms from an offer until it is looked at: by then the answer has left. */
const pause = 25;
/** ms in one go; then everything else has its turn. */
const slice = 4;

/**
 * Work behind answers, within a budget of CPU per tenant and process. Tenants take turns. What waits is bounded, and what finds no room is refused at
 * once: a candidate that is slow sees fewer facts, and nobody waits longer.
 */
export function createShadowQueue(limits: ShadowLimits = usualShadowLimits, clock: () => number = () => performance.now()): ShadowQueue {
  /** in the order of their turns */
  const tenants = new Map<string, Waiting>();
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  const whole = { budget: limits.perProcess, filledAt: clock() };

  const refill = (bucket: { budget: number; filledAt: number }, perSecond: number): void => {
    const now = clock();
    bucket.budget = Math.min(perSecond, bucket.budget + ((now - bucket.filledAt) * perSecond) / 1_000);
    bucket.filledAt = now;
  };

  function look(): void {
    timer = undefined;
    const until = clock() + slice;
    refill(whole, limits.perProcess);
    for (const each of tenants.values()) refill(each, limits.perTenant);
    for (let went = true; went && clock() < until && whole.budget > 0;) {
      went = false;
      const turns = [...tenants.keys()];
      for (const tenantId of turns) {
        const tenant = tenants.get(tenantId)!;
        if (clock() >= until || whole.budget <= 0) break;
        const work = tenant.budget > 0 ? tenant.works.shift() : undefined;
        if (work !== undefined) {
          went = true;
          waiting--;
          const began = clock();
          work();
          const used = clock() - began;
          tenant.budget -= used;
          whole.budget -= used;
        }
        // who had his turn stands last; who has nothing and owes nothing is forgotten
        tenants.delete(tenantId);
        if (tenant.works.length > 0 || tenant.budget < limits.perTenant / 2) tenants.set(tenantId, tenant);
      }
    }
    if (waiting > 0) soon();
  }
  const soon = () => (timer ??= setTimeout(look, pause).unref());

  return {
    offer(tenantId, work) {
      let tenant = tenants.get(tenantId);
      if (waiting >= limits.queue || (tenant?.works.length ?? 0) >= limits.tenantQueue) return false;
      if (tenant === undefined) tenants.set(tenantId, (tenant = { works: [], budget: limits.perTenant, filledAt: clock() }));
      tenant.works.push(work);
      waiting++;
      soon();
      return true;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      tenants.clear();
      waiting = 0;
    },
  };
}
