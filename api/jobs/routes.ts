import { ok } from "#metadata";
import { cancelJob, getJob, listJobRows, listJobs, refusedRows, undoJob, disposition } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const jobRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor, query }) => {
    const { kind, subject, open, cursor, limit } = query;
    const jobs = await listJobs(platform, actor, {
      kind,
      subject,
      ...(open === undefined ? {} : { open: true }),
      before: cursor,
      ...(limit === undefined ? {} : { limit: Number(limit) }),
    });
    return jobs.ok ? ok({ body: jobs.value }) : jobs;
  }),

  route(contracts.get, async ({ platform, actor, params }) => {
    const job = await getJob(platform, actor, params.id);
    return job.ok ? ok({ body: job.value }) : job;
  }),

  route(contracts.cancel, async ({ platform, actor, params }) => {
    const job = await cancelJob(platform, actor, params.id);
    return job.ok ? ok({ body: job.value }) : job;
  }),

  route(contracts.undo, async ({ platform, actor, params }) => {
    const job = await undoJob(platform, actor, params.id);
    return job.ok ? ok({ body: job.value, headers: { location: `/api/v1/jobs/${job.value.id}` } }) : job;
  }),

  route(contracts.rows, async ({ platform, actor, params, query }) => {
    const rows = await listJobRows(platform, actor, params.id, {
      ...(query.after === undefined ? {} : { after: Number(query.after) }),
      ...(query.limit === undefined ? {} : { limit: Number(query.limit) }),
    });
    return rows.ok ? ok({ body: rows.value }) : rows;
  }),

  route(contracts.rowsFile, async ({ platform, actor, params, query }) => {
    const file = await refusedRows(platform, actor, params.id, query.locale);
    if (!file.ok) return file;
    return ok({
      body: file.value.text,
      headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": disposition("attachment", file.value.name) },
    });
  }),
];
