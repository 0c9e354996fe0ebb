import { pointer, problem, type Problem } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import { fieldValue } from "./record.ts";
import type { Candidate } from "./references.ts";

/** Values that a record once has and keeps (a part stays with its whole), and that would change. */
export function changedKept(object: ResolvedObject, candidates: readonly Candidate[]): Problem[] {
  return object.fields
    .filter(({ fieldType, settings }) => fieldType.fixed?.(settings) === true)
    .flatMap((field) =>
      candidates.flatMap(({ data, before, path }) => {
        const earlier = before === undefined ? undefined : fieldValue(before, field);
        if (earlier === undefined || earlier === null || earlier === fieldValue(data, field)) return [];
        return problem("read_only", `${path}${pointer(field.name)}`, `"${field.name}" stays as it is once the record is made.`, {
          reason: "kept",
          details: { field: field.name },
        });
      }),
    );
}
