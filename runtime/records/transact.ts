import { codeOf, type Tx } from "#db";
import { refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { Refusal } from "./outcome.ts";

/** SQLSTATEs of two writers that crossed, or of one who waited long for another: undone whole, it may simply begin again. */
const crossed = new Set(["40P01", "40001", "55P03"]);
/** Somebody else took a unique value in the same moment. */
const taken = "23505";
/** How often a transaction that crossed with another is begun again. */
const mostTries = 4;

/**
 * A transaction that problems undo. `last`: whether what is written last may travel with the COMMIT; not when it is tried again
 * because a unique value was taken meanwhile, for then whoever lost it has to be found.
 */
export async function transact<Value>(
  platform: Pick<Platform, "db">,
  actor: Actor,
  work: (tx: Tx, last: boolean) => Promise<Result<Value>>,
  kind: "interactive" | "batch" = "interactive",
): Promise<Result<Value>> {
  let last = true;
  for (let tries = 1; ; tries++) {
    try {
      return await platform.db.transaction(
        actor.tenantId,
        async (tx) => {
          const result = await work(tx, last);
          if (!result.ok) throw new Refusal(result.problems);
          return result;
        },
        { class: kind },
      );
    } catch (error) {
      if (error instanceof Refusal) return refused(...error.problems);
      const code = codeOf(error) ?? "";
      if (tries >= mostTries || !(crossed.has(code) || (last && code === taken))) throw error;
      if (code === taken) last = false;
    }
  }
}
