import { holdFiles } from "../files/keep.ts";
import { indexRecords } from "../search/index-records.ts";
import { holdLinks } from "./links.ts";
import { newId } from "../uuid.ts";
import type { StoredRecord } from "./record.ts";
import type { Written } from "./remember.ts";
import { slotColumns, slotsOf } from "./slots.ts";
import { insertManyRecords, insertRecords } from "./insert-records.ts";
import { markDeleted, updateRecords } from "./statements.ts";
import type { Draft, Writing } from "./writing.ts";

/** Records from which on they are worth a statement for the slots of their object alone. */
const many = 50;

/** The record as it will stand. */
export function storedOf({ act, now }: Writing, { data, record }: Draft): StoredRecord {
  if (act === "create") return { ...record, data };
  return { ...record, version: record.version + 1, data, deletedAt: act === "delete" ? now : null };
}

/** The records and their slots; what is kept beside them goes with it. Of made ones also what is told of them. */
export async function save({ tx, effective, object, act, actor, now, options }: Writing, written: readonly Written[]): Promise<void> {
  const { tenantId } = effective;
  // sent at once with the records: what is written last may travel with the COMMIT
  const linking = holdLinks(tx, effective, object, act, written);
  linking.catch(() => undefined);
  const indexing = options.searchLater === true && act === "create" ? undefined : indexRecords(tx, effective, object, act, written);
  indexing?.catch(() => undefined);
  const holding = act === "create" || act === "update" ? holdFiles(tx, effective, object, written) : undefined;
  holding?.catch(() => undefined);
  if (act === "create") {
    const rows = written.map(({ stored: { id, data, createdAt } }) => slotsOf(object, data, { id, event: newId(), data, at: createdAt }));
    const text = rows.length < many ? insertRecords : insertManyRecords(slotColumns(object));
    await tx.query(text, [tenantId, object.id, rows, actor.by, now, options.jobId ?? null, object.name]);
  } else if (act === "update") {
    const rows = written.map(({ stored: { id, data } }) => slotsOf(object, data, { id, data }));
    await tx.query(updateRecords, [tenantId, object.id, rows, actor.by, now]);
  } else {
    const ids = written.map(({ stored }) => stored.id);
    await tx.query(markDeleted, [tenantId, object.id, ids, actor.by, now, act === "delete" ? now : null]);
  }
  await linking;
  await indexing;
  await holding;
}
