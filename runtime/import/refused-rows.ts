import { inLocale, ok, type Json, type Locale, type Problem, type Result } from "#metadata";
import { csvLine, neutral } from "#sheets";
import type { Actor } from "../actor.ts";
import { listJobRows, readSent } from "../jobs/jobs.ts";
import type { Platform } from "../platform.ts";

/** Rows of one file: who has more wrong than this has one thing wrong throughout. */
export const mostFileRows = 20_000;

/** What the column with the reasons is called; an import leaves it out again. */
export const problemHeading = { en: "Problem", zh: "问题" } as const;

/**
 * The rows of an import that were not taken, as a file to mend and send again: the columns as they came, and in the last one why.
 * Of other jobs: which record, and why.
 */
export async function refusedRows(
  platform: Platform,
  actor: Actor,
  id: string,
  /** absent = of the actor's */
  language?: Locale,
): Promise<Result<{ readonly name: string; readonly text: string }>> {
  const job = await readSent(platform, actor, id);
  if (!job.ok) return job;
  const { input, subject } = job.value;
  const { headings, name } = input as { headings?: readonly string[]; name?: string };
  const locale = language ?? (actor.locale === "zh" ? "zh" : "en");
  const effective = await platform.effectives.get(actor.tenantId);
  const documents = { object: byName(effective.documents.object), table: byName(effective.documents.table) };
  const object = effective.objects.get(subject);
  const said = (problem: Problem): string => {
    const words = platform.tellProblem(problem, locale, documents);
    const name = problem.path.split("/")[1] ?? "";
    if (name === "" || words.includes(`"${name}"`)) return words;
    return `${inLocale(object?.byName.get(name)?.label, locale, name)}${locale === "zh" ? "：" : ": "}${words}`;
  };
  const columns = headings ?? ["id", "object"];
  const lines = [csvLine([...columns, problemHeading[locale]].map(neutral))];
  for (let after: number | undefined; lines.length <= mostFileRows;) {
    const page = await listJobRows(platform, actor, id, { after, limit: 1_000 });
    if (!page.ok) return page;
    for (const { source, problems } of page.value.data) {
      const cells = cellsOf(source, columns);
      lines.push(
        csvLine([...columns.map((_, index) => cells[index] ?? ""), problems.map(said).join(locale === "zh" ? "；" : "; ")].map(neutral)),
      );
    }
    if (page.value.next === null) break;
    after = page.value.next;
  }
  const stem = (name ?? subject).replace(/\.[a-z0-9]{1,5}$/i, "");
  return ok({ name: `${stem}-${locale === "zh" ? "待修正" : "to-fix"}.csv`, text: `\ufeff${lines.join("")}` });
}

function cellsOf(source: Json, columns: readonly string[]): readonly string[] {
  const { cells } = source as { cells?: readonly string[] };
  if (cells !== undefined) return cells;
  return columns.map((name) => String((source as Record<string, Json>)[name] ?? ""));
}

const byName = <Document>(documents: ReadonlyMap<string, Document>): Readonly<Record<string, Document>> => Object.fromEntries(documents);
