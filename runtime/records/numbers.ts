import { perObject } from "./per-object.ts";
import { takeNumbers } from "./statements.ts";
import type { Writing } from "./writing.ts";

const numberedOf = perObject((object) =>
  object.fields.filter((field) => field.fieldType.generated === "sequence").sort((a, b) => (a.id < b.id ? -1 : 1)),
);

/** Does the platform number the records of the object? Their writers come after one another then. */
export const isNumbered = (object: Writing["object"]): boolean => numberedOf(object).length > 0;

/** Values that are worked out may be worked out of the number: it is given before them. */
export const numbersFirst = perObject(
  (object) => isNumbered(object) && object.fields.some(({ fieldType }) => fieldType.derived !== undefined),
);

/** Gives the generated numbers, one sequence per field and period and always in the order of their names. */
export async function giveNumbers({ tx, effective, object, act, drafts }: Writing): Promise<void> {
  if (act !== "create") return;
  const fields = numberedOf(object).map((field) => {
    // a field that counts anew each period has a sequence for each
    const keys = drafts.map(({ record }) => {
      const period = field.fieldType.sequenceOf?.(field.settings, record.createdAt) ?? "";
      return period === "" ? field.id : `${field.id}@${period}`;
    });
    return { field, keys };
  });
  const counts = new Map<string, number>();
  for (const { keys } of fields) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const names = [...counts.keys()].sort();
  const answers = await Promise.all(names.map((key) => tx.query(takeNumbers, [effective.tenantId, object.id, key, counts.get(key)!])));
  const next = new Map(names.map((key, index) => [key, Number(answers[index]![0]!["first"])]));
  for (const { field, keys } of fields) {
    for (const [index, draft] of drafts.entries()) {
      const number = next.get(keys[index]!)!;
      next.set(keys[index]!, number + 1);
      draft.data[field.id] = field.fieldType.fromSequence!(number, field.settings, draft.record.createdAt);
    }
  }
}
