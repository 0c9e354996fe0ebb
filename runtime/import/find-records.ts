import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import { JobFailed } from "../jobs/job.ts";
import { readSlowly } from "../jobs/slow-pages.ts";
import type { Platform } from "../platform.ts";

/** Records of an object by the values of these fields; `values`: those that are looked for, field by field. */
export interface Wanted {
  readonly object: string;
  readonly fields: readonly string[];
  readonly values: readonly (readonly Json[])[];
}

/** values that one question holds */
const atOnce = 400;
/** records of one question: a field by which nobody can be told apart is no key */
const most = 5_000;

/** Values (as texts, field by field) → ids of the records that the actor may read and that have them. @throws JobFailed */
export async function findRecords(
  platform: Platform,
  actor: Actor,
  { object, fields, values }: Wanted,
): Promise<(readonly [readonly string[], string[]])[]> {
  const found = new Map<string, [string[], string[]]>();
  const [first, ...others] = fields;
  for (let from = 0; from < values[0]!.length; from += atOnce) {
    const part = values[0]!.slice(from, from + atOnce);
    let cursor: string | undefined;
    let read = 0;
    do {
      const page = await readSlowly(platform, actor, object, {
        filter: { in: [{ var: first! }, part] },
        fields: fields.filter((each) => each !== "id"),
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (!page.ok) throw new JobFailed(...page.problems);
      for (const record of page.value.data) {
        const key = [first!, ...others].map((name) => textOf(record[name] ?? null));
        const at = JSON.stringify(key);
        const entry = found.get(at) ?? [key, []];
        found.set(at, entry);
        if (entry[1].length < 2) entry[1].push(record.id);
      }
      read += page.value.data.length;
      cursor = page.value.next ?? undefined;
    } while (cursor !== undefined && read < most);
  }
  return [...found.values()];
}

const textOf = (value: Json): string => (typeof value === "object" ? JSON.stringify(value) : String(value));
