import {
  codeOfIssue,
  detailsOfIssue,
  inOrder,
  isBlank,
  truthy,
  type Json,
  type Logic,
  type Node,
  type TableDocument,
  type Text,
} from "#metadata";
import type { DecidedTable } from "./decider.ts";
import { partByNeed } from "../ui/by-need.ts";
import type { ShownDocuments } from "./scope.tsx";
import { isTyped, type Option, type ShownField, type ShownObject } from "./object.ts";

/** A record by API name, as the API sends it; what is typed but not yet a value stands as it was typed. */
export type Values = Readonly<Record<string, unknown>>;
/** What a rule may know besides the record. */
export interface RuleContext {
  readonly now: string;
  readonly user: { readonly id: string | null; readonly roles: readonly string[] };
  /** IANA zone of the tenant: whose day "today" is */
  readonly timezone?: string | undefined;
}

/** What runs rules: many pages have none, and it is a good part of the code. */
const evaluating = partByNeed(() => import("./evaluator.ts"));
export const loadRules = evaluating.load;
/** What decides by tables: as much again, and few objects have options that a table offers. */
const deciding = partByNeed(() => import("./decider.ts"));
export const loadTables = deciding.load;

/** Whoever draws by rules waits here until they can be run; `offers`: tables too. */
export function useRules(needed: boolean, offers = false): void {
  if (offers) void deciding.load(); // on its way while the rules are waited for
  evaluating.useWhen(needed);
  deciding.useWhen(offers);
}

/** Does a table offer the options of any field. */
export const hasOffers = (object: ShownObject): boolean => object.fields.some(({ offeredBy }) => offeredBy !== undefined);

/** Something to compute, not a plain true or false. */
export const isRule = (logic: unknown): boolean => typeof logic === "object" && logic !== null;

/** Do rules say which fields are seen, and which may be changed. */
export const fieldsHaveRules = (fields: readonly ShownField[]): boolean =>
  fields.some((field) => isRule(field.visible) || isRule(field.readOnly));

/** Does anything of an object need a rule to be filled in. */
export const hasRules = (object: ShownObject): boolean =>
  fieldsHaveRules(object.fields) ||
  object.fields.some((field) => isRule(field.requiredWhen) || isRule(field.default)) ||
  hasOffers(object) ||
  Object.keys(object.document.validations ?? {}).length > 0 ||
  object.document.states !== undefined;

export const nodesHaveRules = (nodes: Readonly<Record<string, Node>> | undefined): boolean =>
  Object.values(nodes ?? {}).some((node) => isRule(node.visible) || isRule(node.required) || isRule(node.readOnly));

type Evaluate = (values: Values, context: RuleContext) => unknown;
const compiled = new WeakMap<object, Evaluate>();
const never: Evaluate = () => undefined;

/**
 * An expression over a record, ready to run: the evaluator of the server. Kept with the logic itself.
 * A rule that cannot be compiled or computed gives undefined: the server decides then, and says what is wrong.
 */
export function ruleOf(logic: Logic | undefined, object: ShownObject): Evaluate {
  if (logic === undefined) return never;
  if (typeof logic !== "object" || logic === null) return () => logic;
  const found = compiled.get(logic);
  if (found !== undefined) return found;
  const evaluator = evaluating.get();
  if (evaluator === undefined) return never;
  const types = (path: string) => {
    const field = object.byName.get(path);
    return field === undefined ? undefined : field.fieldType.type(field.settings);
  };
  const result = evaluator.compileRule(logic, types);
  const evaluate: Evaluate = result.ok
    ? (values, context) => {
        try {
          return result.value.evaluate(values as never, context as never);
        } catch {
          return undefined;
        }
      }
    : never;
  compiled.set(logic, evaluate);
  return evaluate;
}

/** What a rule says; `otherwise` when there is none or it cannot be computed here. */
export function holds(logic: Logic | undefined, object: ShownObject, values: Values, context: RuleContext, otherwise: boolean): boolean {
  if (logic === undefined) return otherwise;
  const result = ruleOf(logic, object)(values, context);
  return result === undefined ? otherwise : truthy(result);
}

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

export interface FieldState {
  readonly visible: boolean;
  readonly required: boolean;
  readonly readOnly: boolean;
}

/** What the rules of a field say about it now. */
export function stateOf(field: ShownField, object: ShownObject, values: Values, context: RuleContext): FieldState {
  return {
    visible: holds(field.visible, object, values, context, true),
    required: field.required === true || holds(field.requiredWhen, object, values, context, false),
    readOnly: !isTyped(field) || holds(field.readOnly, object, values, context, false),
  };
}

/** One thing wrong with a value: a code for the reader's language, or a text of the rule's own. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  /** the rule's own words */
  readonly text?: Text;
  /** facts that its words take */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The canonical value of what was typed, or what is wrong with it. Empty = no value. */
export function readField(field: ShownField, typed: unknown): { readonly value: Json | undefined } | { readonly fault: Fault } {
  if (isEmpty(typed)) return { value: undefined };
  const read = field.fieldType.value(field.settings).safeParse(typed);
  if (read.success) return { value: read.data as Json };
  const issue = read.error.issues[0];
  return {
    fault: { code: issue === undefined ? "invalid" : codeOfIssue(issue), message: issue?.message ?? "", details: detailsOfIssue(issue) },
  };
}

/** The values that are there and well said; what is half typed is left out, as the server would not see it either. */
export function readValues(object: ShownObject, values: Values): Record<string, Json> {
  const read: Record<string, Json> = Object.create(null) as Record<string, Json>;
  if (typeof values["id"] === "string") read["id"] = values["id"];
  for (const field of object.fields) {
    const typed = values[field.name];
    if (isEmpty(typed)) continue;
    const result = readField(field, typed);
    if ("value" in result && result.value !== undefined) read[field.name] = result.value;
  }
  return read;
}

/** Everything wrong with a record, by field name; "" is the record as a whole. Same rules as the server's. */
export function checkRecord(
  object: ShownObject,
  typed: Values,
  context: RuleContext,
  asked: (field: ShownField, values: Values) => FieldState | undefined,
): Map<string, Fault> {
  const found = new Map<string, Fault>();
  const values = readValues(object, typed);
  for (const field of object.fields) {
    const state = asked(field, values);
    if (state === undefined || !state.visible || state.readOnly) continue;
    const value = typed[field.name];
    if (isBlank(value) && state.required) found.set(field.name, { code: "required", message: "Give a value" });
    if (isEmpty(value) || found.has(field.name)) continue;
    const read = readField(field, value);
    if ("fault" in read) found.set(field.name, read.fault);
  }
  for (const validation of inOrder(object.document.validations ?? {})) {
    const at = validation.field ?? "";
    if (found.has(at) || holds(validation.rule, object, values, context, true)) continue;
    found.set(at, { code: "invalid", message: "", text: validation.message });
  }
  return found;
}

/** Values a new record starts with. */
export function defaultsOf(object: ShownObject, given: Values, context: RuleContext): Record<string, unknown> {
  const values: Record<string, unknown> = { ...given };
  for (const field of object.fields) {
    if (field.default === undefined || Object.hasOwn(values, field.name)) continue;
    const value = ruleOf(field.default, object)(readValues(object, values), context);
    if (value === undefined || value === null) continue;
    const read = readField(field, value);
    if ("value" in read) values[field.name] = read.value;
  }
  return values;
}

/**
 * The options of a field as far as they may follow what is saved, where it holds the states of the object: the state itself and the
 * steps that lead away from it. The server's own code. `roles`: of who asks; absent: of nobody in particular, all steps.
 */
export function statesOffered(
  field: ShownField,
  options: readonly Option[],
  form: {
    readonly object: ShownObject;
    readonly context: RuleContext;
    readonly mode: "create" | "edit";
    readonly saved?: Values | undefined;
    readonly at?: string;
  },
  typed: Values,
  roles: readonly string[] | undefined,
): readonly Option[] {
  const { object, context } = form;
  const { states } = object.document;
  const evaluator = evaluating.get();
  if (states === undefined || states.field !== field.name || evaluator === undefined || form.at !== undefined) return options;
  const saved = form.mode === "create" ? undefined : form.saved?.[field.name];
  if (typeof saved !== "string") {
    const initial = evaluator.initialStates(states);
    return initial === undefined ? options : options.filter(({ id }) => initial.includes(id));
  }
  const values = readValues(object, typed);
  const steps = evaluator.transitionsFrom(states, saved, {
    roles: roles ?? [],
    unrestricted: roles === undefined,
    holds: (transition, when) => holds(when, object, { ...values, [field.name]: transition.to }, context, true),
  });
  const may = new Set([saved, ...steps.map(({ to }) => to)]);
  return options.filter(({ id }) => may.has(id));
}

/** What the table behind a field is asked for this record. */
export function offeredFacts(field: ShownField, object: ShownObject, typed: Values, context: RuleContext): Record<string, unknown> {
  const values = readValues(object, typed);
  const facts: Record<string, unknown> = {};
  for (const [name, logic] of Object.entries(field.offeredBy?.facts ?? {})) {
    const fact = ruleOf(logic, object)(values, context);
    if (fact !== undefined && fact !== null) facts[name] = fact;
  }
  return facts;
}

const tables = new WeakMap<TableDocument, DecidedTable>();

/**
 * The options a decision table gives for this record, in its order; undefined where it cannot be decided here. Where another is tried beside it, the
 * one that answers these facts: the server judges the choice by the same.
 */
export function offeredOptions(
  field: ShownField,
  object: ShownObject,
  documents: Pick<ShownDocuments, "table" | "candidate">,
  typed: Values,
  context: RuleContext,
  optionsOf: (address: string) => readonly string[] | undefined,
): readonly string[] | undefined {
  const rule = field.offeredBy;
  const decider = deciding.get();
  if (rule === undefined || decider === undefined || evaluating.get() === undefined || !Object.hasOwn(documents.table, rule.table))
    return undefined;
  const facts = offeredFacts(field, object, typed, context);
  const given = (table: TableDocument): readonly string[] | undefined => {
    try {
      let decision = tables.get(table);
      if (decision === undefined) tables.set(table, (decision = decider.decisionOf(table, optionsOf)));
      const decided = decision.decide(facts as never, { at: context.now });
      if (!decided.ok) return undefined;
      return decided.value.outputs.map((output) => output[rule.output]).filter((each): each is string => typeof each === "string");
    } catch {
      return undefined;
    }
  };
  const { candidate = {} } = documents;
  const tried = Object.hasOwn(candidate, rule.table) ? candidate[rule.table] : undefined;
  const answers = tried !== undefined && decider.isChosen(tried, facts, context.user.id);
  return (answers ? given(tried.table) : undefined) ?? given(documents.table[rule.table]!);
}
