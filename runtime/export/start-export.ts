import { problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { quotaProblem } from "../files/quota.ts";
import { asInput } from "../import/upload.ts";
import type { Job } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Platform } from "../platform.ts";
import { parseSort } from "../records/query.ts";
import type { ExportInput } from "./export-job.ts";

/** What is to be exported, and how. */
export interface StartExport {
  readonly format: "csv" | "xlsx";
  readonly view?: string | undefined;
  readonly filter?: Json;
  readonly sort?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly q?: string | undefined;
  readonly mark?: boolean | undefined;
  readonly raw?: boolean | undefined;
}

/** Begins an export as a job. Of a view: its columns, filter and sort, where nothing else is said. */
export async function startExport(platform: Platform, actor: Actor, object: string, asked: StartExport): Promise<Result<Job>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const view = asked.view === undefined ? undefined : effective.documents.view.get(asked.view);
  if (asked.view !== undefined && view?.object !== object)
    return refused(problem("unknown_name", "/view", `"${object}" has no view "${asked.view}".`));
  const columns = view === undefined ? undefined : Object.values(view.columns).sort((one, other) => (one.order < other.order ? -1 : 1));
  const filters = [view?.filter, asked.filter].filter((each) => each !== undefined);
  const known = effective.objects.get(object);
  const fields = asked.fields ?? columns?.map(({ field }) => field).filter((name) => known?.byName.has(name) === true);
  const sort = asked.sort ?? view?.sort;
  const input: ExportInput = {
    object,
    format: asked.format,
    ...(fields === undefined || fields.length === 0 ? {} : { fields }),
    ...(filters.length === 0 ? {} : { filter: filters.length === 1 ? filters[0]! : { and: filters } }),
    ...(sort === undefined || sort === "" ? {} : { sort: parseSort(sort) }),
    ...(asked.q === undefined || asked.q.trim() === "" ? {} : { q: asked.q.trim() }),
    ...(asked.mark === undefined ? {} : { mark: asked.mark }),
    ...(asked.raw === undefined ? {} : { raw: asked.raw }),
    name: `${object}-${new Date().toISOString().slice(0, 10)}`,
  };
  const full = await quotaProblem(platform, actor.tenantId);
  return full === undefined ? startJob(platform, actor, "export", asInput(input)) : refused(full);
}
