export { keepEmbedded } from "./keep-embedded.ts";
export { startEmbedded, type Embedded, type EmbeddedOptions } from "./embedded.ts";
export { lastMigration, migrate, type MigrateOptions } from "./migrate.ts";
export { NeedsAdministrator } from "./secure.ts";
export * from "./tables/index.ts";
