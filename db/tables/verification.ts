import { index, text } from "drizzle-orm/pg-core";
import { madeAt, moment } from "./columns.ts";
import { auth } from "./schemas.ts";

/** A pending proof, such as of an e-mail address, in the shape of better-auth. */
export const verification = auth.table(
  "verification",
  {
    id: text("id").primaryKey(),
    identifier: text("identifier").notNull(),
    value: text("value").notNull(),
    expiresAt: moment("expires_at").notNull(),
    createdAt: madeAt(),
    updatedAt: madeAt("updated_at"),
  },
  (t) => [index("verification_identifier").on(t.identifier)],
);
