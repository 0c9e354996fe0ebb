import type { Tx } from "#db";
import { pointer, problem, type Json, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { compileByIds } from "./compile.ts";
import { changedKept } from "./kept.ts";
import { linkingFields, linksOf } from "./links.ts";
import { brokenPeople } from "./people.ts";
import { planByIds } from "./plan.ts";
import { fieldValue } from "./record.ts";
import { scope } from "./scope.ts";
import { circles } from "./tree.ts";

/** A record to be written, as far as references and unique values are concerned. */
export interface Candidate {
  readonly id: string;
  readonly data: Readonly<Record<string, Json>>;
  readonly before?: Readonly<Record<string, Json>>;
  readonly path: string;
}

/**
 * References that do not lead to a record the actor may read, people who do not belong to the tenant, circles of trees, and parts that
 * would leave their whole. The records found are locked against deletion until the
 * transaction ends, object by object and each by id, so that two writers never wait for each other.
 */
export async function brokenReferences(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  candidates: readonly Candidate[],
  now: string,
): Promise<Problem[]> {
  const wanted = new Map<string, { field: ResolvedField; id: string; path: string }[]>();
  const want = (target: string, field: ResolvedField, id: string, path: string) => {
    const list = wanted.get(target) ?? [];
    list.push({ field, id, path: `${path}${pointer(field.name)}` });
    wanted.set(target, list);
  };
  for (const field of object.fields) {
    const target = field.fieldType.refersTo?.(field.settings);
    if (target === undefined) continue;
    for (const { data, before, path } of candidates) {
      const id = fieldValue(data, field);
      if (typeof id === "string" && (before === undefined || before[field.id] !== id)) want(target, field, id, path);
    }
  }
  for (const field of linkingFields(object)) {
    for (const { data, before, path } of candidates) {
      const had = new Set(before === undefined ? [] : linksOf(field, before).map((each) => `${each.object}/${each.id}`));
      for (const each of linksOf(field, data)) if (!had.has(`${each.object}/${each.id}`)) want(each.object, field, each.id, path);
    }
  }
  const problems: Problem[] = [];
  for (const [name, list] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = await readable(tx, effective, actor, name, [...new Set(list.map(({ id }) => id))].sort(), now);
    for (const { field, id, path } of list) {
      if (found.has(id)) continue;
      problems.push(
        problem("broken_reference", path, `"${field.name}" refers to a record of "${name}" that is not there.`, {
          reason: "record",
          details: { field: field.name, object: name, id },
        }),
      );
    }
  }
  problems.push(
    ...changedKept(object, candidates),
    ...(await brokenPeople(tx, object, candidates)),
    ...(problems.length > 0 ? [] : await circles(tx, effective, object, candidates)),
  );
  return problems;
}

async function readable(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  name: string,
  ids: readonly string[],
  now: string,
): Promise<ReadonlySet<string>> {
  const target = effective.objects.get(name);
  if (target === undefined) return new Set();
  const scoped = scope(effective, actor, planByIds(effective, target, ids.length), now);
  if (!scoped.ok) return new Set();
  const { text, params } = compileByIds(scoped.value.plan, ids, { lock: true });
  return new Set((await tx.query(text, params)).map((row) => row["id"] as string));
}
