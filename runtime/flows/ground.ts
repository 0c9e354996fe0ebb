import type { Tx } from "#db";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import type { Happening } from "./advance.ts";
import type { Flow } from "./compile.ts";
import { createFlowCache, type FlowCache } from "./pin.ts";
import { carryOut, type Carried, type Ground, type LockedRun } from "./transition.ts";

/** What flows need of the platform. */
export type FlowPlatform = Pick<Platform, "db" | "effectives" | "files" | "secret" | "log" | "told">;

/** The flows that runs are pinned to. */
export const pinnedFlows = (effective: Effective): FlowCache => effective.memo("flows:pinned", () => createFlowCache(effective.language));

/** One transition of a locked run, by the flow document it is pinned to. */
export async function runFlow(
  platform: Pick<FlowPlatform, "secret">,
  tx: Tx,
  effective: Effective,
  run: LockedRun,
  happening: Happening | { readonly kind: "resume" },
  options: Pick<Ground, "inline" | "lease"> = {},
): Promise<Carried & { readonly flow: Flow }> {
  const flow = await pinnedFlows(effective).load(tx, effective.tenantId, run.state.flow);
  return { ...(await carryOut({ tx, secret: platform.secret, effective, flow, ...options }, run, happening)), flow };
}
