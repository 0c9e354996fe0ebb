/** One server, three ways to answer: a constant, decisions that are not kept, and the API as it is, with the log. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createApi } from "#api";
import { ok } from "#metadata";
import { decideTable } from "#runtime";
import { answerRoutes } from "../api/app.ts";
import { route } from "../api/route.ts";
import { decide } from "../api/tables/contract.ts";
import { openPlatform } from "./ground.ts";

const [url, port, mode] = process.argv.slice(2) as [string, string, "constant" | "unkept" | "kept"];
const { platform } = await openPlatform(url);
const app =
  mode === "constant"
    ? new Hono().post("*", async (c) => {
        await c.req.json();
        return c.json({ outputs: [{ method: "alipay" }], hits: ["alipay"], revision: 1 });
      })
    : mode === "unkept"
      ? answerRoutes(platform, [
          route(decide, async ({ actor, params, body: { facts } }) => {
            const decided = await decideTable(platform, actor, params.name, facts);
            return decided.ok ? ok({ body: decided.value }) : decided;
          }),
        ])
      : createApi(platform);
serve({ fetch: app.fetch, port: Number(port), hostname: "127.0.0.1" }, () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));
