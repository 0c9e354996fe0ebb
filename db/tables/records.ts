import { isNotNull, sql } from "drizzle-orm";
import { boolean, doublePrecision, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { AnyPgColumn, PgColumnBuilderBase } from "drizzle-orm/pg-core";
import { exact, madeAt, moment, tenantId, whole } from "./columns.ts";

/** s1…sN, one column builder each. */
function slots<Prefix extends string, Column extends PgColumnBuilderBase>(prefix: Prefix, count: number, column: (name: string) => Column) {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i + 1}`, column(`${prefix}${i + 1}`)])) as Record<
    `${Prefix}${number}`,
    Column
  >;
}

/** How many index slots there are of each storage; the column is the letter and a number from 1. */
export const slotCounts = { s: 10, i: 10, f: 5, t: 6, r: 8, b: 4 } as const;

/**
 * Every record of every object. `data` is the truth, keyed by field id; the slots repeat, in leakproof types, what is indexed:
 * s text · i integers, scaled decimals, money · f floats · t dates and instants · r references · b booleans.
 * The columns that filters read stand first and `data` last: a row is unpacked only as far as its last column that is asked for.
 */
export const records = pgTable(
  "records",
  {
    tenantId,
    objectId: exact("object_id").notNull(),
    id: uuid("id").notNull(),
    version: whole("version")
      .notNull()
      .default(sql`1`),
    deletedAt: moment("deleted_at"),
    ...slots("s", slotCounts.s, (name) => exact(name)),
    ...slots("i", slotCounts.i, (name) => whole(name)),
    ...slots("f", slotCounts.f, (name) => doublePrecision(name)),
    ...slots("t", slotCounts.t, (name) => moment(name)),
    ...slots("r", slotCounts.r, (name) => uuid(name)),
    ...slots("b", slotCounts.b, (name) => boolean(name)),
    createdAt: madeAt(),
    createdBy: text("created_by").notNull(),
    updatedAt: madeAt("updated_at"),
    updatedBy: text("updated_by").notNull(),
    data: jsonb("data").notNull(),
  },
  (t) => [
    primaryKey({ name: "records_key", columns: [t.tenantId, t.objectId, t.id] }),
    index("records_deleted").on(t.tenantId, t.objectId, t.deletedAt, t.id).where(isNotNull(t.deletedAt)),
    ...Object.entries(slotCounts).flatMap(([prefix, count]) =>
      Array.from({ length: count }, (_, i) => {
        const slot = (t as unknown as Record<string, AnyPgColumn>)[`${prefix}${i + 1}`]!;
        return index(`records_${prefix}${i + 1}`)
          .on(t.tenantId, t.objectId, slot, t.id)
          .where(isNotNull(slot));
      }),
    ),
  ],
);
