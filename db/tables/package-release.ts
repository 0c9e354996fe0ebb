import { jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import { madeAt } from "./columns.ts";
import { platform } from "./schemas.ts";

/** One version of a package, never changed. Everybody reads it; only app_auth writes it. */
export const packageRelease = platform.table(
  "package_release",
  {
    name: text("name").notNull(),
    version: text("version").notNull(),
    manifest: jsonb("manifest").notNull(),
    documents: jsonb("documents").notNull(),
    hash: text("hash").notNull(),
    createdAt: madeAt(),
  },
  (t) => [primaryKey({ name: "package_release_key", columns: [t.name, t.version] })],
);
