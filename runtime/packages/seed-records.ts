import { createHash } from "node:crypto";
import type { Tx } from "#db";
import { ok, pointer, problem, refused, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { PackageName } from "../effective/load.ts";
import { createMany } from "../records/write.ts";
import type { Package } from "./package.ts";

/** Records written at a time. */
const batchSize = 500;
const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Makes the records a package begins with, through the ordinary write path, in an open transaction. An id that a record already has,
 * deleted or not, is left alone. An `id` that is a word, and a reference to such a word, becomes the same UUID every time.
 * @returns how many were made; problems: all of an object's at once, under /seed/{object}/{index}
 */
export async function seedRecords(tx: Tx, effective: Effective, pkg: PackageName, seed: Package["seed"]): Promise<Result<number>> {
  const actor: Actor = { tenantId: effective.tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  const unknown = Object.keys(seed).filter((name) => !effective.objects.has(name));
  if (unknown.length > 0) {
    return refused(...unknown.map((name) => problem("unknown_name", pointer("seed", name), `There is no object "${name}"`)));
  }
  let made = 0;
  for (const object of inReferenceOrder(effective, Object.keys(seed))) {
    const records = seed[object.name]!.map((record, index) => ({
      index,
      id: idOf(pkg, object.name, record["id"] ?? String(index)),
      record,
    }));
    const standing = await tx.query<{ id: string }>(
      "select id from records where tenant_id = $1 and object_id = $2 and id = any($3::uuid[])",
      [effective.tenantId, object.id, records.map(({ id }) => id)],
    );
    const known = new Set(standing.map((row) => row.id));
    const fresh = records.filter(({ id }) => !known.has(id));
    const problems: Problem[] = [];
    for (let from = 0; from < fresh.length; from += batchSize) {
      const created = await createMany(
        tx,
        effective,
        actor,
        object.name,
        fresh
          .slice(from, from + batchSize)
          .map(({ id, record, index }) => ({ id, values: valuesOf(pkg, object, record), path: pointer("seed", object.name, index) })),
        { placed: true },
      );
      if (created.ok) made += created.value.records.length;
      else problems.push(...created.problems);
    }
    if (problems.length > 0) return refused(...problems);
  }
  return ok(made);
}

function valuesOf(pkg: PackageName, object: ResolvedObject, record: Readonly<Record<string, Json>>): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [name, value] of Object.entries(record)) {
    if (name === "id") continue;
    const field = object.byName.get(name);
    const target = field?.fieldType.refersTo?.(field.settings);
    values[name] = target !== undefined && typeof value === "string" ? idOf(pkg, target, value) : value;
  }
  return values;
}

/** A UUID as it is; any other word as a UUID of its own (RFC 9562 version 8), the same for every version of the package. */
function idOf({ name }: PackageName, object: string, id: Json): string {
  if (typeof id === "string" && isUuid.test(id.toLowerCase())) return id.toLowerCase();
  const hash = createHash("sha256")
    .update(JSON.stringify([name, object, id]))
    .digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Objects that are referred to before those that refer to them; a ring is entered at its first by name. */
function inReferenceOrder(effective: Effective, names: readonly string[]): ResolvedObject[] {
  const ordered: ResolvedObject[] = [];
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name) || !names.includes(name)) return;
    seen.add(name);
    const object = effective.objects.get(name)!;
    for (const field of object.fields) {
      const target = field.fieldType.refersTo?.(field.settings);
      if (target !== undefined) visit(target);
    }
    ordered.push(object);
  };
  for (const name of names.toSorted()) visit(name);
  return ordered;
}
