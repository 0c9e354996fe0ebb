import { Gauge, Registry, collectDefaultMetrics } from "prom-client";
import { ok, problem, refused } from "#metadata";
import { mayOperate, type Platform } from "#runtime";
import { authenticate } from "../authenticate.ts";
import { openRoute, type OpenCall, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

const registries = new WeakMap<Platform, Registry>();

const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

/** From this machine and not on behalf of somebody else, or an operator. */
async function maySeeMetrics({ platform, peer, header }: OpenCall<unknown, unknown, unknown>): Promise<boolean> {
  if (peer !== undefined && loopback.has(peer) && header("x-forwarded-for") === undefined && header("forwarded") === undefined) return true;
  const who = await authenticate(platform, header);
  if (!who.ok || who.value.actor === undefined) return false;
  return mayOperate(who.value.actor, await platform.effectives.get(who.value.actor.tenantId));
}

function registryOf(platform: Platform): Registry {
  const found = registries.get(platform);
  if (found !== undefined) return found;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const lanes = new Gauge({
    name: "armature_lanes",
    help: "Database lanes by state",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const stats = platform.db.stats();
      lanes.set({ state: "open" }, stats.lanes);
      lanes.set({ state: "busy" }, stats.busy);
      lanes.set({ state: "queued" }, stats.queued);
    },
  });
  registries.set(platform, registry);
  return registry;
}

export const operationRoutes: readonly Route[] = [
  openRoute(contracts.healthz, async () => ok({ body: { status: "ok" } })),

  openRoute(contracts.readyz, async ({ platform }) => {
    const checks = await platform.readiness.now();
    const ready = checks.database && checks.migrations && checks.worker !== false;
    return ok({
      status: ready ? 200 : 503,
      body: { status: ready ? "ready" : "not ready", checks },
      headers: ready ? {} : { "retry-after": "1" },
    });
  }),

  openRoute(contracts.metrics, async (call) => {
    if (!(await maySeeMetrics(call))) return refused(problem("not_found", "", "There is nothing at this address."));
    const registry = registryOf(call.platform);
    return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
  }),
];
