import { problem, type Problem } from "#metadata";
import { carryOut } from "../drafts/carry-out.ts";
import { actorAgain } from "../identity/actor-again.ts";
import { stand } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import { createCarrier, type Carrier } from "../work/carrier.ts";
import { isPassing } from "../work/passing.ts";
import { activationColumns, showActivation, type ActivationRow } from "./activation.ts";
import { activationWork } from "./activations.ts";
import { tellOfActivation } from "./settle-activation.ts";

/** Publishes drafts at their instants while it is started. */
export type Activator = Pick<Carrier, "start" | "wake" | "stop">;

/** Longer than a publish may take. */
const leaseSeconds = 60;
/** ms between looks when nothing is due: who schedules wakes all processes; this finds what was not told. */
const mostIdle = 1_000;
/** Publishes at the same time in this process: at midnight many are due. */
const atOnce = 4;
/** Times that a publish is tried which fails for no reason of its own. */
const mostDeliveries = 20;

const read = `select ${activationColumns}, w.deliveries from activation a join work w on w.tenant_id = a.tenant_id and w.id = a.id
 where a.tenant_id = $1::uuid and a.id = $2::uuid and w.lease_owner = $3::uuid and w.state = 1`;
const drop = "delete from work where tenant_id = $1::uuid and id = $2::uuid and lease_owner = $3::uuid";
/** $4 seconds */
const putBack = `update work set state = 0, lease_owner = null, lease_until = null, due_at = now() + make_interval(secs => $4::float8)
 where tenant_id = $1::uuid and id = $2::uuid and lease_owner = $3::uuid and state = 1`;

/**
 * The process's part in publishing drafts at their instants, by leases. The publish, or the start of the job that converts first, and its mark are
 * one transaction, so that a crash publishes nothing twice and forgets nothing: the lease runs out and another process publishes.
 */
export function createActivator(platform: Platform): Activator {
  const { db, log } = platform;
  const carrier = createCarrier(platform, {
    classes: [activationWork],
    concurrency: atOnce,
    leaseSeconds,
    idle: { least: mostIdle, most: mostIdle },
    what: "the queue of scheduled publishes",
    carry,
  });

  async function carry(tenantId: string, id: string, lease: string): Promise<void> {
    let deliveries = 1;
    try {
      const [rows] = await db.batch(tenantId, [{ text: read, params: [tenantId, id, lease] }]);
      const row = rows![0] as (ActivationRow & { deliveries: number }) | undefined;
      if (row?.state === "waiting") {
        deliveries = row.deliveries;
        await publish(tenantId, row);
      }
      await db.batch(tenantId, [{ text: drop, params: [tenantId, id, lease] }]);
    } catch (error) {
      log.error({ err: error, tenantId, activationId: id }, "a scheduled publish failed and is tried again");
      await postpone(tenantId, id, lease, deliveries, isPassing(error));
    }
  }

  /** Later each time; what was not to blame is tried again soon. */
  async function postpone(tenantId: string, id: string, lease: string, deliveries: number, passing: boolean): Promise<void> {
    const isGivenUp = deliveries >= mostDeliveries && !passing;
    if (isGivenUp) await fail(tenantId, id, [problem("internal", "", `It was tried ${mostDeliveries} times and never came to an end.`)]);
    const seconds = passing ? 0.2 : Math.min(deliveries, 30);
    const [text, params] = isGivenUp ? [drop, [tenantId, id, lease]] : [putBack, [tenantId, id, lease, seconds]];
    await db.batch(tenantId, [{ text, params }]);
  }

  async function publish(tenantId: string, row: ActivationRow): Promise<void> {
    const again = await actorAgain(db, row.actor);
    if (again === undefined) return fail(tenantId, row.id, [problem("forbidden", "", "Whoever scheduled this is no longer here.")]);
    // what was published meanwhile elsewhere is looked at, not what this process remembers
    platform.effectives.drop(tenantId);
    const actor = await stand(platform, await platform.effectives.get(tenantId), again);
    const published = await carryOut(platform, actor, { draft: row.draft_id, message: row.message }, { activation: row.id });
    if (!published.ok) return fail(tenantId, row.id, published.problems);
    platform.told?.(tenantId);
  }

  /** The refusal stays with it, and those outside are told. */
  async function fail(tenantId: string, id: string, problems: readonly Problem[]): Promise<void> {
    await db.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<ActivationRow>(
        `update activation a set state = 'failed', problems = $3::jsonb -> 'problems', ended_at = clock_timestamp()
         where a.tenant_id = $1::uuid and a.id = $2::uuid and a.state = 'waiting' returning ${activationColumns}`,
        [tenantId, id, { problems: problems.slice(0, 100) }],
      );
      if (row !== undefined) await tellOfActivation(tx, tenantId, showActivation(row));
    });
    platform.told?.(tenantId);
  }

  return carrier;
}
