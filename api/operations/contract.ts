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
  summary: "The database can be reached and the platform has started",
  permission: "public",
  answer: z.strictObject({ status: z.enum(["ready", "not ready"]) }),
});

export const metrics = contract({
  method: "GET",
  path: "/metrics",
  root: true,
  tag,
  summary: "Figures for Prometheus; from this machine, or with an operator's key",
  permission: "public",
});
