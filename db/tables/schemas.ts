import { pgSchema } from "drizzle-orm/pg-core";

/** What is needed before a tenant is known: outside row security, for the role app_auth alone. */
export const auth = pgSchema("auth");

/** What belongs to no tenant: released packages. */
export const platform = pgSchema("platform");
