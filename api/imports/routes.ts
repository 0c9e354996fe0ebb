import { ok, type Json } from "#metadata";
import { startImport, startJob, uploadImport } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const importRoutes: readonly Route[] = [
  route(contracts.upload, async ({ platform, actor, params, body }) => {
    const preview = await body.read((file) => uploadImport(platform, actor, params.object, { name: file.name, source: file.bytes }));
    return preview.ok ? ok({ body: preview.value }) : preview;
  }),

  route(contracts.start, async ({ platform, actor, params, body }) => {
    const job = await startImport(platform, actor, params.id, body);
    return job.ok ? ok({ body: job.value, headers: { location: `/api/v1/jobs/${job.value.id}` } }) : job;
  }),

  route(contracts.bulk, async ({ platform, actor, params, body }) => {
    const { act, ...rest } = body;
    const job = await startJob(platform, actor, act === "update" ? "bulk_update" : "bulk_delete", {
      object: params.object,
      ...rest,
    } as Json);
    return job.ok ? ok({ body: job.value, headers: { location: `/api/v1/jobs/${job.value.id}` } }) : job;
  }),
];
