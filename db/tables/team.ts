import { boolean, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { madeAt, tenantId } from "./columns.ts";

/** A group of people of a tenant; teams may stand within teams. */
export const team = pgTable(
  "team",
  { tenantId, id: uuid("id").notNull(), name: text("name").notNull(), parentId: uuid("parent_id"), createdAt: madeAt() },
  (t) => [primaryKey({ name: "team_key", columns: [t.tenantId, t.id] })],
);

/** Who belongs to a team, and whether he leads it. */
export const teamMember = pgTable(
  "team_member",
  { tenantId, teamId: uuid("team_id").notNull(), userId: text("user_id").notNull(), leads: boolean("leads").notNull().default(false) },
  (t) => [
    primaryKey({ name: "team_member_key", columns: [t.tenantId, t.teamId, t.userId] }),
    index("team_member_user").on(t.tenantId, t.userId),
  ],
);
