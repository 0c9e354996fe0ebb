import type { Tx } from "#db";
import { ok, pointer, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { offersReady } from "../decisions/offered.ts";
import { enterSteps } from "../formulas/enter.ts";
import { type RecordJson } from "../records/record.ts";
import { transact } from "../records/transact.ts";
import { writeMany } from "../records/write.ts";
import { inOrderOfWriting, type Operation } from "./order.ts";

/** Most changes of one batch. */
export const mostOperations = 1_000;

/** What one change came to; of a deletion, the record as it went. */
export interface OperationOutcome {
  readonly act: Operation["act"];
  readonly object: string;
  readonly record: RecordJson;
}

export interface BatchOptions {
  readonly allowDuplicates?: boolean;
  /** Runs last in the transaction that has the effect. */
  readonly settle?: (tx: Tx, outcomes: readonly OperationOutcome[]) => Promise<void>;
}

/**
 * Changes of records of any objects, up to 1,000, in one transaction: all or none. New records are referred to by their `ref`, as
 * `{ "$ref": "a" }`, wherever an id may stand. Problems at /operations/{n}/values/{field}, all those that one step of the order finds.
 */
export async function writeBatch(
  platform: Platform,
  actor: Actor,
  operations: readonly Operation[],
  { allowDuplicates, settle }: BatchOptions = {},
): Promise<Result<readonly OperationOutcome[]>> {
  if (operations.length === 0) return refused(problem("required", "/operations", "Give at least one change."));
  if (operations.length > mostOperations) {
    return refused(
      problem("too_large", "/operations", `At most ${mostOperations} changes at once.`, {
        reason: "values",
        details: { limit: mostOperations },
      }),
    );
  }
  const ordered = inOrderOfWriting(operations);
  if (!ordered.ok) return ordered;
  const effective = await platform.effectives.get(actor.tenantId);
  await Promise.all([...new Set(operations.map(({ object }) => object))].map(async (object) => offersReady(effective, object)));
  const done = await transact(
    platform,
    actor,
    async (tx) => {
      const outcomes: OperationOutcome[] = [];
      let work = false;
      await enterSteps(
        tx,
        effective,
        ordered.value.flatMap((step) => step.map(({ act, object, members }) => ({ act, object, asked: members }))),
      );
      for (const step of ordered.value) {
        const problems: Problem[] = [];
        for (const { act, object, members } of step) {
          const asked = members.map(({ place, id, values, ifMatch }) => ({
            path: pointer("operations", place, "values"),
            values,
            ...(id === undefined ? {} : { id }),
            ...(ifMatch === undefined ? {} : { ifMatch }),
          }));
          const wrote = await writeMany(tx, effective, actor, act, object, asked, allowDuplicates === true ? { allowDuplicates } : {});
          if (!wrote.ok) {
            // what is said of the change as a whole stands at the change, not at its values
            for (const each of wrote.problems) problems.push({ ...each, path: placed(each, members[0]!.place, act) });
            continue;
          }
          work ||= wrote.value.work;
          for (const [index, record] of wrote.value.records.entries()) outcomes[members[index]!.place] = { act, object, record };
        }
        if (problems.length > 0) return refused(...problems.slice(0, 200));
      }
      await settle?.(tx, outcomes);
      return ok({ outcomes, work });
    },
    operations.length > 20 ? "batch" : "interactive",
  );
  if (!done.ok) return done;
  if (done.value.work) platform.wake();
  platform.told?.(actor.tenantId);
  return ok(done.value.outcomes);
}

function placed({ path }: Problem, first: number, act: Operation["act"]): string {
  if (path === "") return pointer("operations", first);
  const values = /^(\/operations\/[0-9]+)\/values$/.exec(path);
  return values === null || act === "create" ? path : values[1]!;
}
