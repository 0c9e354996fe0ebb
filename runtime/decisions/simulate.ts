import { canonicalJson, inOrder, ok, pointer, problem, refused, type Json, type Problem, type Result, type TableDocument } from "#metadata";
import { compileTable, rowLayers, type DecisionTable } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import { readDraftDocuments } from "../drafts/keep-drafts.ts";
import type { Platform } from "../platform.ts";
import { tableOf } from "./table.ts";

type Facts = Readonly<Record<string, unknown>>;
type Output = Readonly<Record<string, Json>>;

export interface SimulateRequest {
  /** id of the draft that is held against what is published */
  readonly draft: string;
  /** absent = stored decisions */
  readonly facts?: readonly Facts[];
  /** how many stored decisions, latest first; default 1,000 */
  readonly decisions?: number;
  /** absent = now for given facts, its own instant for a stored decision */
  readonly at?: string;
}

export interface Sample {
  readonly facts: Facts;
  readonly at: string;
  /** of the stored decision */
  readonly decisionId?: string;
}

export interface OutputChange {
  readonly output: Output;
  /** how many facts are given it by the draft and were not before, and the reverse */
  readonly gained: number;
  readonly lost: number;
  /** the first few of each */
  readonly samples: { readonly gained: readonly Sample[]; readonly lost: readonly Sample[] };
}

export interface Simulation {
  readonly revision: number;
  readonly draft: string;
  /** facts that were decided by both */
  readonly considered: number;
  /** of those, how many come out otherwise, the order of outputs included */
  readonly changed: number;
  /** stored decisions that one of the two can no longer read */
  readonly unreadable: number;
  readonly outputs: readonly OutputChange[];
}

const mostSamples = 5;
const latest = `select id, facts, at from decision where tenant_id = $1 and table_id = $2 order by id desc limit $3`;

/** What a draft of a decision table would give otherwise than the published one, over the same facts at the same instants. Nothing is written. */
export async function simulateTable(platform: Platform, actor: Actor, name: string, request: SimulateRequest): Promise<Result<Simulation>> {
  const documents = await readDraftDocuments(platform, actor, request.draft);
  if (!documents.ok) return documents;
  const effective = await platform.effectives.get(actor.tenantId);
  const published = tableOf(effective, name);
  const tables = documents.value.filter((each): each is TableDocument => each.kind === "table");
  // a draft may rename it; a table that one side does not have gives nothing there
  const id = published?.document.id;
  const drafted = tables.find((each) => (id === undefined ? each.name === name : each.id === id));
  if (published === undefined && drafted === undefined) return refused(problem("not_found", "", `There is no decision table "${name}".`));
  const objects = documents.value.filter((each) => each.kind === "object");
  const after =
    drafted &&
    compileTable(drafted, {
      operators: effective.language.operators,
      optionsOf: (address) => optionsIn(objects, address),
      // rows that only the draft has are the tenant's
      bandOf: rowLayers(effective.origins("table", name)),
    });

  const given = request.facts !== undefined;
  const now = new Date().toISOString();
  const samples: readonly Sample[] = given
    ? request.facts!.map((facts) => ({ facts, at: request.at ?? now }))
    : await stored(platform, actor.tenantId, (drafted ?? published!.document).id, request);

  const problems: Problem[] = [];
  const found = new Map<string, { output: Output; gained: Sample[]; lost: Sample[]; counts: { gained: number; lost: number } }>();
  let [considered, changed, unreadable] = [0, 0, 0];
  for (const [index, sample] of samples.entries()) {
    const [old, fresh] = [decide(published, sample), decide(after, sample)];
    if (!old.ok || !fresh.ok) {
      unreadable++;
      for (const each of [old, fresh]) {
        if (given && !each.ok && problems.length < 100)
          problems.push(...each.problems.map((one) => ({ ...one, path: `${pointer("facts", index)}${one.path}` })));
      }
      continue;
    }
    considered++;
    const [before, now_] = [old.value.map(keyOf), fresh.value.map(keyOf)];
    if (before.join("\n") !== now_.join("\n")) changed++;
    for (const [act, outputs, others] of [
      ["gained", fresh.value, before],
      ["lost", old.value, now_],
    ] as const) {
      for (const output of new Map(outputs.map((each) => [keyOf(each), each])).values()) {
        const key = keyOf(output);
        if (others.includes(key)) continue;
        const entry = found.get(key) ?? { output, gained: [], lost: [], counts: { gained: 0, lost: 0 } };
        found.set(key, entry);
        entry.counts[act]++;
        if (entry[act].length < mostSamples) entry[act].push(sample);
      }
    }
  }
  if (problems.length > 0) return refused(...problems);
  const outputs = [...found.values()].map(({ output, gained, lost, counts }) => ({ output, ...counts, samples: { gained, lost } }));
  return ok({ revision: effective.revision, draft: request.draft, considered, changed, unreadable, outputs });
}

const keyOf = (output: Output): string => canonicalJson(output as Json);

function decide(table: DecisionTable | undefined, { facts, at }: Sample): Result<readonly Output[]> {
  if (table === undefined) return ok([]);
  const decided = table.decide(facts, { at });
  return decided.ok ? ok(decided.value.outputs) : decided;
}

async function stored(
  platform: Platform,
  tenantId: string,
  tableId: string,
  { decisions = 1_000, at }: SimulateRequest,
): Promise<Sample[]> {
  const [rows] = await platform.db.batch(tenantId, [{ text: latest, params: [tenantId, tableId, decisions] }], {
    readOnly: true,
    class: "batch",
  });
  return rows!.map((row) => ({
    decisionId: row["id"] as string,
    facts: row["facts"] as Facts,
    at: at ?? new Date(row["at"] as string | Date).toISOString(),
  }));
}

function optionsIn(objects: readonly { readonly name: string }[], address: string): readonly string[] | undefined {
  const [objectName = "", fieldName = ""] = address.split(".");
  const object = objects.find(({ name }) => name === objectName) as
    | { fields?: Record<string, { name: string; config?: { options?: Readonly<Record<string, { readonly order: string }>> } }> }
    | undefined;
  const options = Object.values(object?.fields ?? {}).find(({ name }) => name === fieldName)?.config?.options;
  return options === undefined ? undefined : inOrder(options).map(({ id }) => id);
}
