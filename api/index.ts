import type { Hono } from "hono";
import type { Platform } from "#runtime";
import { answerRoutes } from "./app.ts";
import { routes } from "./routes.ts";

/** The HTTP face of the platform: every call there is. */
export const createApi = (platform: Platform): Hono => answerRoutes(platform, routes);

export { authenticate, credentialsOf } from "./authenticate.ts";
export type { Contract, Permission } from "./contract.ts";
export type { Route } from "./route.ts";
export { routes } from "./routes.ts";
