import { bigint, customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** First column of every tenant table, and first in each of its keys. */
export const tenantId = uuid("tenant_id").notNull();

/** Compared byte by byte, whatever the database's own collation: names, ids, keys, text slots. */
export const exact = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** A moment, as a Date. */
export const moment = (name: string) => timestamp(name, { withTimezone: true });

/** A moment that the database fills in when the row is made. */
export const madeAt = (name = "created_at") => moment(name).notNull().defaultNow();

/** A whole number that may leave the safe range; the driver gives it as a string. */
export const whole = (name: string) => bigint(name, { mode: "bigint" });
