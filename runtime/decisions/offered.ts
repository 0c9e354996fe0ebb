import { ok, pointer, problem, refused, type Json, type Problem, type Result, type Text } from "#metadata";
import type { EvaluationContext } from "#runtime/rules";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { evaluateOver, expressionOf } from "../records/expressions.ts";
import { perObject } from "../records/per-object.ts";
import { answer, type Answer } from "../rollouts/answer.ts";
import { maskOf } from "./mask.ts";
import { askableTable, tableReady } from "./table.ts";

type Facts = Readonly<Record<string, Json>>;

/** A choice that a table gives for a record, with what people call it. */
export interface Offer {
  readonly value: Json;
  readonly label: Text;
  /** everything the row gives, by output name */
  readonly outputs: Facts;
}

/** A record before and after a change, as expressions see it. */
interface Choosing {
  readonly before?: Facts;
  readonly after: Facts;
  /** what the change sets, by field id; null empties */
  readonly named: ReadonlyMap<string, Json | null>;
  readonly at: EvaluationContext;
  readonly path: string;
  /** whether who changes it may see a field: what the rule found in another is not told */
  readonly sees: (field: string) => boolean;
}

/** Does a table give the choices of any field? */
export const hasOffers = perObject((object) => object.fields.some(({ offeredBy }) => offeredBy !== undefined));

/**
 * Resolves when the tables that give an object's choices answer at once, undefined when they do already: to be waited for before a
 * transaction, which would hold its locks while a big one is compiled. What is wrong with one is seen where it is asked.
 */
export function offersReady(effective: Effective, objectName: string): Promise<unknown> | undefined {
  const object = effective.objects.get(objectName);
  if (object === undefined || !hasOffers(object)) return undefined;
  const soon = object.fields.flatMap(({ offeredBy }) => (offeredBy && tableReady(effective, offeredBy.table)) ?? []);
  return soon.length === 0 ? undefined : Promise.allSettled(soon);
}

/**
 * Choices that the rule does not offer. Asked where the change sets the field, or changes a fact that the rule looks at: what
 * was chosen once stays chosen while nothing it rests on changes, whatever the clock says.
 */
export function offeredProblems(
  effective: Effective,
  object: ResolvedObject,
  { before, after, named, at, path, sees }: Choosing,
): Problem[] {
  return object.fields.flatMap((field) => {
    const value = after[field.name];
    if (field.offeredBy === undefined || value === undefined) return [];
    const here = `${path}${pointer(field.name)}`;
    const facts = factsFor(effective, object, field, after, at, here);
    if (!facts.ok) return [...facts.problems];
    const chosenNow = named.has(field.id) && JSON.stringify(before?.[field.name]) !== JSON.stringify(value);
    if (before !== undefined && !chosenNow) {
      const earlier = factsFor(effective, object, field, before, at, here);
      if (earlier.ok && JSON.stringify(earlier.value) === JSON.stringify(facts.value)) return [];
    }
    return notOffered(effective, object, field, value, facts.value, { at, path: here, sees }, before === undefined || chosenNow);
  });
}

function notOffered(
  effective: Effective,
  object: ResolvedObject,
  field: ResolvedField,
  value: Json,
  facts: Facts,
  { at, path, sees }: Pick<Choosing, "at" | "path" | "sees">,
  /** it is chosen now: who chose was offered it by the same decision, in a form that tells nobody */
  isChosenNow: boolean,
): Problem[] {
  const { table, output } = field.offeredBy!;
  // by whichever table offered: what is tried beside the published one, where it answers these facts
  const decided = decide(effective, table, facts, at, path, isChosenNow);
  if (!decided.ok) return [...decided.problems];
  const { decision, by } = decided.value;
  const offered = decision.outputs.map((each) => each[output]).filter((each) => each !== undefined);
  const wanted = JSON.stringify(value);
  if (offered.some((each) => JSON.stringify(each) === wanted)) return [];
  const closest = decision.because?.find((each) => JSON.stringify(each.output[output]) === wanted);
  const mask = maskOf(by.version.document);
  const told = closest?.failing.filter(({ input }) => readsOf(effective, object, field, input).every(sees)).map(mask.failing);
  const why = told?.[0]?.reason;
  const shown = typeof value === "string" ? value.slice(0, 80) : JSON.stringify(value).slice(0, 80);
  return [
    problem("choice_not_offered", path, `"${shown}" is not offered by the table "${table}"${why === undefined ? "" : `: ${why}`}.`, {
      details: {
        field: field.name,
        table,
        revision: effective.revision,
        offered,
        ...(closest === undefined ? {} : { row: closest.row, failing: told }),
      },
    }),
  ];
}

/** Fields of the record that a fact is computed from. */
function readsOf(effective: Effective, object: ResolvedObject, field: ResolvedField, fact: string): readonly string[] {
  const logic = field.offeredBy!.facts[fact];
  if (logic === undefined) return [];
  const expression = expressionOf(effective, object, factKey(field, fact), logic);
  return expression.ok ? expression.value.reads.map((path) => path.split(".")[0]!) : [];
}

const factKey = (field: ResolvedField, fact: string): string => `fields/${field.id}/offeredBy/${fact}`;

/**
 * What the rule behind a field offers for a record (its fields by API name), in the order of the rows. Problems: not_found where
 * there is no such field, or no rule behind it.
 */
export function offeredFor(
  effective: Effective,
  objectName: string,
  record: Readonly<Record<string, unknown>>,
  fieldName: string,
  at: EvaluationContext = { now: new Date().toISOString() },
): Result<readonly Offer[]> {
  const object = effective.objects.get(objectName);
  const field = object?.byName.get(fieldName);
  if (object === undefined || field?.offeredBy === undefined) {
    return refused(problem("not_found", "", `No rule gives the choices of "${fieldName}" of "${objectName}".`));
  }
  const known: Record<string, Json> = Object.create(null);
  for (const { name } of [{ name: "id" }, ...object.fields]) {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (value === undefined || value === null) continue;
    // a reference that was answered with its record
    const isRecord = typeof value === "object" && Object.hasOwn(value, "id") && object.byName.get(name)?.fieldType.refersTo !== undefined;
    known[name] = isRecord ? (value as { id: string }).id : (value as Json);
  }
  const facts = factsFor(effective, object, field, known, at, "");
  if (!facts.ok) return facts;
  const { table, output } = field.offeredBy;
  const decided = decide(effective, table, facts.value, at, "", true);
  if (!decided.ok) return decided;
  const seen = new Set<string>();
  const offers: Offer[] = [];
  for (const outputs of decided.value.decision.outputs) {
    const value = outputs[output];
    const key = JSON.stringify(value);
    if (value === undefined || seen.has(key)) continue;
    seen.add(key);
    offers.push({ value, label: labelOf(field, value), outputs });
  }
  return ok(offers);
}

const labelOf = (field: ResolvedField, value: Json): Text => {
  const inLanguage = (locale: string) => field.fieldType.toText(value, field.settings, locale);
  return { zh: inLanguage("zh"), en: inLanguage("en") };
};

function decide(
  effective: Effective,
  name: string,
  facts: Facts,
  { now, user }: EvaluationContext,
  path: string,
  counts: boolean,
): Result<Answer> {
  const table = askableTable(effective, name);
  if (table === undefined) return refused(problem("unknown_name", path, `The table "${name}" that gives the choices is not there.`));
  const decided = answer(effective, table, facts, { at: now, explain: true, userId: user?.id, counts });
  return decided.ok ? decided : { ok: false, problems: decided.problems.map((each) => ({ ...each, path })) };
}

/** The facts of the rule behind a field, computed over a record; absent ones are left out. */
function factsFor(
  effective: Effective,
  object: ResolvedObject,
  field: ResolvedField,
  record: Facts,
  at: EvaluationContext,
  path: string,
): Result<Facts> {
  const facts: Record<string, Json> = {};
  for (const [name, logic] of Object.entries(field.offeredBy!.facts)) {
    const result = evaluateOver(effective, object, factKey(field, name), logic, record, at, path);
    if (!result.ok) return result;
    if (result.value !== null && result.value !== undefined) facts[name] = result.value as Json;
  }
  return ok(facts);
}
