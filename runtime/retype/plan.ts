import type { Json } from "#metadata";
import type { Became } from "./become.ts";

/** What a change of type would do to the records of an object. */
export interface RetypePlan {
  /** records looked at, deleted ones too */
  readonly records: number;
  /** hold no value: nothing changes */
  readonly empty: number;
  /** the value goes over as it stands */
  readonly unchanged: number;
  readonly converted: number;
  /** not all of the value can be said by the new type, or nothing of it */
  readonly loses: number;
  /** the first of those that lose something */
  readonly samples: readonly Sample[];
  /** texts that occur, while they are few: options that a choice would need */
  readonly values: readonly string[] | null;
}

export interface Sample {
  readonly id: string;
  readonly old: Json;
  /** null: nothing */
  readonly becomes: Json;
  readonly why: string;
}

export const mostSamples = 50;
const mostValues = 50;
/** characters of a value that a sample shows */
const longestShown = 400;

export const noPlan: RetypePlan = { records: 0, empty: 0, unchanged: 0, converted: 0, loses: 0, samples: [], values: [] };

/** A plan with one more record in it. */
export function counted(plan: RetypePlan, id: string, old: Json | undefined, became: Became): RetypePlan {
  const records = plan.records + 1;
  if (old === undefined || old === null) return { ...plan, records, empty: plan.empty + 1 };
  const values = withValue(plan.values, old);
  if (became.loses !== undefined) {
    const samples =
      plan.samples.length < mostSamples
        ? [...plan.samples, { id, old: shown(old), becomes: shown(became.value ?? null), why: became.loses }]
        : plan.samples;
    return { ...plan, records, loses: plan.loses + 1, samples, values };
  }
  return became.same
    ? { ...plan, records, unchanged: plan.unchanged + 1, values }
    : { ...plan, records, converted: plan.converted + 1, values };
}

function withValue(values: readonly string[] | null, old: Json): readonly string[] | null {
  if (values === null || typeof old !== "string" || old.length > 64) return null;
  const text = old.trim();
  if (text === "" || values.includes(text)) return values;
  return values.length < mostValues ? [...values, text] : null;
}

/** Long values are cut: a plan stays small whatever stands in the records. */
function shown(value: Json): Json {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= longestShown) return value;
  return `${text.slice(0, longestShown)}…`;
}
