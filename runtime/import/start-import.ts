import { ok, problem, refused, type Problem, type Result } from "#metadata";
import { UnreadableSheet } from "#sheets";
import type { Actor } from "../actor.ts";
import type { Job } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import { grantedOnMany } from "../records/allowed.ts";
import type { Platform } from "../platform.ts";
import type { ImportInput } from "./import-job.ts";
import { asInput, formOf, uploadedFile } from "./upload.ts";

/** How a file that was taken in is imported. */
export interface StartImport {
  /** column number (from 0) → field name, or "id" */
  readonly mapping: Readonly<Record<string, string>>;
  readonly mode?: "create" | "update" | "upsert" | undefined;
  readonly match?: readonly string[] | undefined;
  readonly references?: Readonly<Record<string, string>> | undefined;
  readonly createMissing?: readonly string[] | undefined;
  readonly skipDuplicates?: boolean | undefined;
  readonly emptyClears?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly dates?: "ymd" | "dmy" | "mdy" | undefined;
  readonly decimalComma?: boolean | undefined;
  /** rows, as the preview counted them */
  readonly rows?: number | undefined;
}

/** Begins the import of a file as a job. Everything that is wrong with what was asked at once. */
export async function startImport(platform: Platform, actor: Actor, id: string, asked: StartImport): Promise<Result<Job>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const file = await uploadedFile(platform, actor, id);
  const object = [...effective.objects.values()].find((each) => each.id === file?.objectId);
  if (file === undefined || object === undefined)
    return refused(problem("not_found", "", "There is no such import; it is thrown away after a day.", { reason: "import" }));
  const mode = asked.mode ?? "create";
  const match = asked.match ?? [];
  const granted = grantedOnMany(effective, actor, object.name, mode === "create" ? "create" : "update");
  if (!granted.ok) return granted;

  let form;
  try {
    form = await formOf(platform.files, file.key);
  } catch (error) {
    if (error instanceof UnreadableSheet) return refused(problem("unreadable_file", "", error.message, { reason: error.reason }));
    throw error;
  }
  const problems: Problem[] = [];
  const taken = new Set<string>();
  const { right } = granted.value;
  for (const [column, name] of Object.entries(asked.mapping)) {
    const at = `/mapping/${column}`;
    const field = object.byName.get(name);
    if (!/^\d{1,3}$/.test(column) || Number(column) >= form.headings.length)
      problems.push(problem("out_of_range", at, `The file has ${form.headings.length} columns.`));
    else if (taken.has(name)) problems.push(problem("invalid", at, `"${name}" stands twice.`));
    else if (name === "id") {
      if (!match.includes("id"))
        problems.push(problem("read_only", at, "Ids are given by the platform; they may serve to find the record."));
    } else if (field === undefined || !right.sees(name))
      problems.push(problem("unknown_field", at, `"${object.name}" has no field "${name.slice(0, 80)}".`));
    else if (match.includes(name)) void name;
    else if (field.fieldType.generated !== undefined || field.fieldType.derived !== undefined || !right.writes(name)) {
      problems.push(problem("read_only", at, `"${name}" cannot be written.`));
    }
    taken.add(name);
  }
  if (taken.size === 0) problems.push(problem("required", "/mapping", "Say which column goes into which field."));
  if (mode !== "create" && match.length === 0) problems.push(problem("required", "/match", "Say by which fields a row finds its record."));
  for (const name of match)
    if (!taken.has(name)) problems.push(problem("required", "/match", `No column is "${name.slice(0, 80)}", by which records are found.`));
  for (const [name, by] of Object.entries(asked.references ?? {})) {
    const field = object.byName.get(name);
    const target = field?.fieldType.refersTo?.(field.settings) ?? field?.fieldType.linksTo?.objects(field.settings)[0];
    const other = target === undefined ? undefined : effective.objects.get(target);
    if (other === undefined)
      problems.push(problem("unknown_field", `/references/${name}`, `"${name.slice(0, 80)}" does not refer to a record.`));
    else if (by !== "id" && !other.byName.has(by))
      problems.push(problem("unknown_field", `/references/${name}`, `"${other.name}" has no field "${by.slice(0, 80)}".`));
  }
  if (problems.length > 0) return refused(...problems);

  const input: ImportInput = {
    object: object.name,
    file: id,
    key: file.key,
    name: file.name,
    form: { delimiter: form.delimiter, from: form.from },
    headings: form.headings,
    ...(asked.rows === undefined ? {} : { rows: asked.rows }),
    mapping: asked.mapping,
    mode,
    match,
    references: asked.references ?? {},
    createMissing: asked.createMissing ?? [],
    skipDuplicates: asked.skipDuplicates ?? false,
    emptyClears: asked.emptyClears ?? false,
    notation: {
      timezone: effective.timezone,
      ...(asked.dates === undefined ? {} : { dates: asked.dates }),
      ...(asked.decimalComma === undefined ? {} : { decimalComma: asked.decimalComma }),
    },
  };
  const started = await startJob(platform, actor, asked.dryRun === true ? "import_dry_run" : "import", asInput(input));
  if (!started.ok) return started;
  await platform.db.batch(actor.tenantId, [
    {
      text: "update file set job_id = $3::uuid where tenant_id = $1::uuid and id = $2::uuid",
      params: [actor.tenantId, id, started.value.id],
    },
  ]);
  return ok(started.value);
}
