import { sameJson, type Json } from "#metadata";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Changes } from "../records/changes.ts";
import type { Writing } from "../records/writing.ts";
import { sideOf } from "./conversions.ts";
import { converter, type Converted } from "./convert.ts";

interface InStep {
  readonly from: string;
  readonly to: string;
  readonly convert: (value: Json | undefined) => Converted;
}

/**
 * While a field is being converted, whoever writes it writes what it becomes as well: when the job has gone through the records of before,
 * every record holds both, and the new one can be seen from one moment to the next. Only where the old value changes: after the switch,
 * a writer who does not know of it yet must not undo what others wrote.
 */
export function keepInStep({ effective, object, drafts }: Pick<Writing, "effective" | "object" | "drafts">): void {
  if (effective.conversions.length === 0) return;
  for (const { from, to, convert } of inStepOf(effective, object)) {
    for (const draft of drafts) {
      if (sameJson(draft.before?.[from] ?? null, draft.data[from] ?? null)) continue;
      const { value } = convert(draft.data[from]);
      if (value === undefined) delete draft.data[to];
      else draft.data[to] = value;
    }
  }
}

const inStepOf = (effective: Effective, object: ResolvedObject): readonly InStep[] =>
  effective.memo(`in step:${object.id}`, () =>
    effective.conversions
      .filter((each) => each.object === object.id)
      .flatMap(({ from, to, type, config, locale }): InStep[] => {
        const source = object.byId.get(from);
        const target = sideOf(effective.language, effective.documents.object, object.document, { type, config });
        if (source === undefined || target === undefined) return [];
        return [{ from, to, convert: converter(source, target, { locale, timezone: effective.timezone }) }];
      }),
  );

/** Changes without those of values that are not seen yet: what somebody typed stands in the history, what it becomes does not. */
export function seenChanges(conversions: Effective["conversions"], changes: Changes): Changes {
  if (conversions.length === 0) return changes;
  const hidden = new Set(conversions.map(({ to }) => to));
  return Object.fromEntries(Object.entries(changes).filter(([id]) => !hidden.has(id)));
}
