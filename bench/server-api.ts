/** The whole API in a process of its own: authentication, metadata, plan, scope, lanes; with "works" it carries out jobs too. */
import { serve } from "@hono/node-server";
import { createApi } from "#api";
import { openPlatform } from "./ground.ts";

const [url, port, works] = process.argv.slice(2) as [string, string, string | undefined];
const { platform } = await openPlatform(url, works === "works");
serve({ fetch: createApi(platform).fetch, port: Number(port), hostname: "127.0.0.1" }, () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));
