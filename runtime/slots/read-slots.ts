import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { slotCountOf, slotKinds, slotLetter } from "../drafts/assign-slots.ts";
import { designProblem } from "../drafts/may-design.ts";
import type { ResolvedObject } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { searchedFields } from "../search/searched.ts";

/** Which fields of an object are indexed, how far that is, and what room is left. */
export interface SlotsJson {
  readonly data: readonly { readonly field: string; readonly slot: string; readonly state: "filling" | "ready" }[];
  /** fields that are to be indexed and found every column of their kind taken: they work, slowly */
  readonly without: readonly string[];
  /** kinds of columns: how many there are, and how many are free now; one that is being cleared is not yet */
  readonly room: readonly { readonly kind: string; readonly free: number; readonly of: number }[];
  /** fields that a search looks into */
  readonly searched: readonly string[];
  /** work behind a publish: filling index slots, working out what records are found by */
  readonly progress: readonly { readonly kind: string; readonly job: string; readonly done: number; readonly total?: number }[];
}

/** $1 tenant, $2 name */
const going = `select kind, id::text as job, done::float8 as done, total::float8 as total from job
where tenant_id = $1::uuid and kind in ('fill_slots', 'reindex') and subject = $2::text and state in ('waiting', 'running') order by created_at`;
/** $1 tenant, $2 object */
const clearing = "select slot from field_slot where tenant_id = $1::uuid and object_id = $2::text and state = 'clearing'";

/** The index slots of an object, for those who design. Problems: not_found, forbidden. */
export async function readSlots(platform: Platform, actor: Actor, objectName: string): Promise<Result<SlotsJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  const object = effective.objects.get(objectName);
  if (object === undefined) return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`));
  const [jobs, blocked] = await platform.db.batch(
    actor.tenantId,
    [
      { text: going, params: [actor.tenantId, object.name] },
      { text: clearing, params: [actor.tenantId, object.id] },
    ],
    { readOnly: true },
  );
  return ok({
    data: object.fields.flatMap(({ name, slot }) => (slot === undefined ? [] : [{ field: name, slot: slot.column, state: slot.state }])),
    without: withoutSlot(object),
    room: slotKinds.map(({ kind, letter, count }) => {
      const held = blocked!.filter((row) => String(row["slot"]).startsWith(letter)).length;
      return { kind, free: Math.max(0, freeOf(object, letter) - held), of: count };
    }),
    searched: searchedFields(object).map(({ name }) => name),
    progress: jobs!.map((row) => ({
      kind: row["kind"] as string,
      job: row["job"] as string,
      done: row["done"] as number,
      ...(row["total"] === null ? {} : { total: row["total"] as number }),
    })),
  });
}

/** Columns of a kind that no field of the object has. */
export const freeOf = (object: ResolvedObject, letter: string): number =>
  slotCountOf(letter) - object.fields.filter(({ slot }) => slot?.column.startsWith(letter) === true).length;

const withoutSlot = (object: ResolvedObject): string[] =>
  object.fields
    .filter(({ slot, storage, unique, indexed, fieldType }) => {
      const wants = unique === true || indexed === true || fieldType.refersTo !== undefined || fieldType.alwaysIndexed === true;
      return slot === undefined && wants && slotLetter(storage) !== undefined;
    })
    .map(({ name }) => name);
