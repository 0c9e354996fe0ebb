import type { Row } from "#db";
import { minorOf, ok, problem, refused, type Json, type Result, type TableDocument } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { mayDesign, mayOperate } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import { isUuid } from "../uuid.ts";
import { personal, personalInputs } from "./mask.ts";
import { isConcealed, outputsFrom } from "./personal.ts";

/** A decision as it goes out: what is personal is not in it. */
export interface DecisionJson {
  readonly id: string;
  /** name of the table now; null when it is no longer published */
  readonly table: string | null;
  readonly tableId: string;
  readonly revision: number;
  /** content hash of the table as it was asked; null before versions were kept */
  readonly version: string | null;
  /** "candidate" when a canary answered */
  readonly variant: string | null;
  readonly keptAt: string;
  /** the instant at which rows had to hold */
  readonly at: string;
  /** by input name; a personal one is { personal: true } */
  readonly facts: Readonly<Record<string, Json>>;
  readonly personal: readonly string[];
  readonly outputs: readonly Readonly<Record<string, Json>>[];
  readonly hits: readonly string[];
  readonly arm: string | null;
  readonly fallback: boolean;
  readonly empty: boolean;
  readonly by: string;
}

export interface DecisionQuery {
  /** decisions that gave this value in `output` */
  readonly option?: string;
  /** absent = the output that names the option, else the first */
  readonly output?: string;
  readonly variant?: "published" | "candidate";
  /** id of a row that the answer came from */
  readonly row?: string;
  /** instants between which it was kept, half-open */
  readonly from?: string;
  readonly to?: string;
  readonly empty?: boolean;
  readonly fallback?: boolean;
  /** `next` of the page before */
  readonly cursor?: string;
  /** 1 to 200; default 50 */
  readonly limit?: number;
}

export interface DecisionPage {
  readonly data: readonly DecisionJson[];
  readonly next: string | null;
}

/** The log is for those who design tables or operate them; for everybody else it does not exist. */
export const seesDecisions = (actor: Actor, effective: Effective): boolean => mayOperate(actor, effective) || mayDesign(actor, effective);

/** Decisions that one page looks through: a filter that few meet must not read a whole log at once. */
const mostFiltered = 20_000;

export const decisionColumns = `d.id, d.table_id, d.revision, d.version, d.variant, d.at, d.facts, d.outputs, d.hits, d.arm, d.fallback, d.empty, d.by`;
/** $1 tenant, $2 table, $3 before, $4 from id, $5 to id, $6 most looked through, $7 outputs, $8 variant, $9 row, $10 empty, $11 fallback, $12 most */
const page = `with looked as materialized (
  select ${decisionColumns} from decision d where d.tenant_id = $1::uuid and d.table_id = $2::text and d.id < $3::uuid and d.id >= $4::uuid and d.id < $5::uuid
  order by d.id desc limit $6::int)
select d.*, (select count(*)::int from looked) as looked, (select l.id from looked l order by l.id limit 1) as last
from (select null) one left join lateral (
  select * from looked d
  where ($7::jsonb is null or d.outputs @> $7::jsonb) and ($8::text is null or coalesce(d.variant, 'published') = $8::text)
    and ($9::text is null or $9::text = any (d.hits)) and ($10::bool is null or d.empty = $10::bool) and ($11::bool is null or d.fallback = $11::bool)
  order by d.id desc limit $12::int) d on true`;

const highest = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** The least id that a decision kept at this instant can have. */
export function idAt(ms: number): string {
  const hex = Math.max(0, Math.min(Math.trunc(ms), 2 ** 48 - 1))
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** When a decision was kept: its id begins with it. */
const keptAt = (id: string): string => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();

/** What a published table decided, newest first. */
export async function listDecisions(
  platform: Platform,
  actor: Actor,
  name: string,
  query: DecisionQuery = {},
): Promise<Result<DecisionPage>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const document = seesDecisions(actor, effective) ? effective.documents.table.get(name) : undefined;
  if (document === undefined) return refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`));
  if (query.cursor !== undefined && !isUuid(query.cursor))
    return refused(problem("invalid_cursor", "/cursor", "The cursor is none that a list of decisions gave."));
  const outputs = Object.values(document.outputs);
  const output =
    query.output === undefined
      ? (document.outputs[document.routing?.option ?? ""] ?? outputs.toSorted((a, b) => (a.order < b.order ? -1 : 1))[0])
      : outputs.find((each) => each.name === query.output);
  if (query.output !== undefined && output === undefined)
    return refused(problem("unknown_name", "/output", `The table ${name} has no output "${query.output}".`));
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), 200);
  const filters = [query.option, query.variant, query.row, query.empty, query.fallback];
  const mostLooked = filters.every((each) => each === undefined) ? limit + 1 : mostFiltered;
  const [rows = []] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: page,
        params: [
          actor.tenantId,
          document.id,
          query.cursor ?? highest,
          query.from === undefined ? idAt(0) : idAt(Date.parse(query.from)),
          query.to === undefined ? highest : idAt(Date.parse(query.to)),
          mostLooked,
          query.option === undefined || output === undefined
            ? null
            : [{ [output.name]: valueIn(output.type, query.option, document.currency) }],
          query.variant ?? null,
          query.row ?? null,
          query.empty ?? null,
          query.fallback ?? null,
          limit + 1,
        ],
      },
    ],
    { readOnly: true },
  );
  const found = rows.filter((row) => row["id"] !== null);
  const data = found.slice(0, limit).map((row) => showDecision(row, effective));
  const looked = Number(rows[0]?.["looked"] ?? 0);
  const next = found.length > limit ? data.at(-1)!.id : looked === mostLooked ? (rows[0]!["last"] as string) : null;
  return ok({ data, next });
}

/** A value of an output as the log has it, from what people write. */
function valueIn(type: string, text: string, currency: string | undefined): Json {
  if (type === "number" || type === "weekday") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type === "money" && currency !== undefined) {
    const minor = minorOf(text, currency);
    return minor === undefined ? text : { currency, minor };
  }
  return text;
}

const one = `select ${decisionColumns} from decision d where d.tenant_id = $1::uuid and d.id = $2::uuid`;

/** One row of the log; undefined when there is none, or nobody may know. */
export async function readDecision(platform: Platform, actor: Actor, id: string): Promise<{ row: Row; effective: Effective } | undefined> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!seesDecisions(actor, effective) || !isUuid(id.toLowerCase())) return undefined;
  const [[row] = []] = await platform.db.batch(actor.tenantId, [{ text: one, params: [actor.tenantId, id] }], { readOnly: true });
  return row && { row, effective };
}

export const noDecision = (id: string) => refused(problem("not_found", "", `There is no decision <${id.slice(0, 80)}>.`));

export async function getDecision(platform: Platform, actor: Actor, id: string): Promise<Result<DecisionJson>> {
  const found = await readDecision(platform, actor, id);
  return found === undefined ? noDecision(id) : ok(showDecision(found.row, found.effective));
}

/** A published table by its id, as it is now. */
export const tableNow = (effective: Effective, tableId: string): TableDocument | undefined =>
  [...effective.documents.table.values()].find(({ id }) => id === tableId);

interface PersonalNames {
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}
const nothing: PersonalNames = { inputs: new Set(), outputs: new Set() };

/** What a published table calls personal. */
export const personalNow = (effective: Effective, table: TableDocument | undefined): PersonalNames =>
  table === undefined
    ? nothing
    : effective.memo(`personal:${table.id}`, () => {
        const inputs = personalInputs(table);
        return { inputs, outputs: outputsFrom(table, inputs) };
      });

/** A row of the log for the outside. What the version or the table as it is now calls personal is not told. */
export function showDecision(row: Row, effective: Effective): DecisionJson {
  const kept = row["facts"] as Readonly<Record<string, Json>>;
  const tableId = row["table_id"] as string;
  const id = row["id"] as string;
  const table = tableNow(effective, tableId);
  const now = personalNow(effective, table);
  const isPersonal = (name: string): boolean => isConcealed(kept[name]) || now.inputs.has(name);
  return {
    id,
    table: table?.name ?? null,
    tableId,
    revision: Number(row["revision"]),
    version: (row["version"] ?? null) as string | null,
    variant: (row["variant"] ?? null) as string | null,
    keptAt: keptAt(id),
    at: new Date(row["at"] as string | Date).toISOString(),
    facts: Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, isPersonal(name) ? personal : value])),
    personal: Object.keys(kept).filter(isPersonal),
    outputs: (row["outputs"] as readonly Readonly<Record<string, Json>>[]).map((each) => withoutPersonal(each, now.outputs)),
    hits: row["hits"] as readonly string[],
    arm: (row["arm"] ?? null) as string | null,
    fallback: row["fallback"] === true,
    empty: row["empty"] === true,
    by: row["by"] as string,
  };
}

/** Outputs of the log without those that were computed from personal facts. */
const withoutPersonal = (values: Readonly<Record<string, Json>>, names: ReadonlySet<string>): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isConcealed(value) || names.has(name) ? personal : value]));
