import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { sameJson } from "../records/judge.ts";
import type { Written, WrittenBy } from "../records/remember.ts";
import { gramsOfTexts, needsSounds, searchedFields, seedsOf, textsOf } from "./searched.ts";
import { loadedSounds, loadSounds } from "./sounds.ts";

/** $1 tenant, $2 object, $3 rows { id, grams, texts } */
const hold = `insert into record_search (tenant_id, object_id, record_id, grams, texts)
select $1::uuid, $2::text, x.id, x.grams, x.texts from jsonb_to_recordset($3::jsonb) as x(id uuid, grams bigint[], texts jsonb) order by x.id
on conflict (tenant_id, object_id, record_id) do update set grams = excluded.grams, texts = excluded.texts`;

/** $1 tenant, $2 object, $3 ids */
const forget = "delete from record_search where tenant_id = $1::uuid and object_id = $2::text and record_id = any($3::uuid[])";

/** A record that stands, and what it holds. */
export interface Standing {
  readonly id: string;
  readonly data: Readonly<Record<string, Json>>;
}

/** To be awaited before `indexRecords` where it gives something: the first Chinese text of a process asks for the dictionary. */
export const readyToIndex = (object: ResolvedObject, records: readonly Pick<Standing, "data">[]): Promise<unknown> | undefined =>
  loadedSounds() === undefined && records.some(({ data }) => needsSounds(object, data)) ? loadSounds() : undefined;

/**
 * What records are found by, brought up to what was written of them, in their transaction. Nothing where nothing searched has changed. Its
 * statements are sent before it returns: they may travel with what ends the transaction.
 */
export async function indexRecords(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  act: WrittenBy,
  written: readonly Written[],
): Promise<void> {
  const fields = searchedFields(object);
  if (fields.length === 0 || act === "derive") return;
  if (act === "delete") {
    await tx.query(forget, [effective.tenantId, object.id, written.map(({ stored }) => stored.id)]);
    return;
  }
  const changed = written.filter(
    ({ stored, before }) => act !== "update" || fields.some(({ id }) => !sameJson(before?.[id], stored.data[id])),
  );
  await indexStanding(
    tx,
    effective,
    object,
    changed.map(({ stored }) => stored),
  );
}

/** The same for records as they stand: all that they are found by is written anew. `readyToIndex` comes before. */
export async function indexStanding(tx: Tx, effective: Effective, object: ResolvedObject, records: readonly Standing[]): Promise<void> {
  if (records.length === 0) return;
  const sounds = loadedSounds();
  const seeds = effective.memo(`grams of:${object.name}`, () => seedsOf(effective.tenantId, object));
  const rows: { id: string; grams: number[]; texts: Readonly<Record<string, string>> }[] = [];
  const empty: string[] = [];
  for (const { id, data } of records) {
    const texts = textsOf(object, data, sounds);
    if (Object.keys(texts).length === 0) empty.push(id);
    else rows.push({ id, grams: gramsOfTexts(texts, seeds), texts });
  }
  await Promise.all([
    rows.length === 0 ? undefined : tx.query(hold, [effective.tenantId, object.id, rows]),
    empty.length === 0 ? undefined : tx.query(forget, [effective.tenantId, object.id, empty]),
  ]);
}
