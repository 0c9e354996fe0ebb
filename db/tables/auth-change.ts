import { sql } from "drizzle-orm";
import { customType, primaryKey } from "drizzle-orm/pg-core";
import { exact, moment } from "./columns.ts";
import { auth } from "./schemas.ts";

/** A transaction's number, which is never used again. */
const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/**
 * That something changed on which somebody's way in hangs; triggers write it, see db/auth-changes.ts.
 * subject: id of the key, session, person or tenant; "*": all of them. seen_at: when it was first seen committed.
 */
export const authChange = auth.table(
  "change",
  {
    xid: xid8("xid")
      .notNull()
      .default(sql`pg_current_xact_id()`),
    subject: exact("subject").notNull(),
    seenAt: moment("seen_at"),
  },
  (t) => [primaryKey({ name: "change_key", columns: [t.xid, t.subject] })],
);
