import * as z from "zod";
import { contract } from "../contract.ts";

const tag = "Operations";

export const healthz = contract({
  method: "GET",
  path: "/healthz",
  root: true,
  tag,
  summary: "The process is alive",
  permission: "public",
  answer: z.strictObject({ status: z.literal("ok") }),
});

export const readyz = contract({
  method: "GET",
  path: "/readyz",
  root: true,
  tag,
  summary: "Whether this process can do its work: the database answers, its schema is the code's, and the worker runs where there is one",
  permission: "public",
  answer: z.strictObject({
    status: z.enum(["ready", "not ready"]),
    checks: z.strictObject({
      database: z.boolean(),
      migrations: z.boolean(),
      worker: z.boolean().optional().meta({ description: "absent in a process that runs no flows" }),
    }),
  }),
});

export const metrics = contract({
  method: "GET",
  path: "/metrics",
  root: true,
  tag,
  summary: "Figures for Prometheus; from this machine, or with an operator's key",
  permission: "public",
});
