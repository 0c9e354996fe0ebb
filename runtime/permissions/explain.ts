import { ok, problem, refused, type Json, type Logic, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { gives } from "../effective/union-grants.ts";
import { mayAdminister, mayDesign } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import { compileVerdicts } from "../records/compile.ts";
import { always, type Condition } from "../records/condition.ts";
import { lookingAs } from "../records/path.ts";
import type { RecordJson } from "../records/record.ts";
import { getRecord } from "../records/run.ts";
import { ofReachedWhole, rowsOf, ruleOf } from "../records/scope.ts";
import { accessTo, contextOf, verbOnWhole, wholesOf, type Verb } from "./access.ts";
import { shareOf, type Share } from "./shares.ts";
import { stand } from "./standing.ts";

/** Acts that are explained for a record that is there. */
export const explained = ["read", "update", "delete", "export", "share"] as const satisfies readonly Verb[];
type Explained = (typeof explained)[number];

/** A rule over records, taken apart at and, or and not, with what each part came to for this record and person. */
export interface RuleVerdict {
  /** absent: the rule reads what the asker may not see, and he is told no more than whether it held */
  readonly logic?: Logic;
  readonly holds: boolean;
  readonly parts?: readonly RuleVerdict[];
  /** what the part read, as far as the asker may see it: fields by name, the person's own values */
  readonly values?: Readonly<Record<string, Json>>;
}

/** Why an act is allowed or not, one reason each. */
export type Reason =
  /** the role may do everything with all records */
  | { readonly kind: "capability"; readonly role: string; readonly counts: true }
  /** the role gives the right: on all records, or where its rule holds */
  | { readonly kind: "grant"; readonly role: string; readonly counts: boolean; readonly rule?: RuleVerdict }
  /** the record was shared with him */
  | { readonly kind: "share"; readonly share: Share; readonly counts: boolean }
  /** the record is part of another, which he must reach too; `verb`: for what */
  | { readonly kind: "whole"; readonly object: string; readonly verb: "read" | "update"; readonly counts: boolean }
  /** none of his roles gives the right */
  | { readonly kind: "none"; readonly counts: false };

export interface Explanation {
  readonly object: string;
  readonly id: string;
  /** null: somebody without an account */
  readonly userId: string | null;
  readonly roles: readonly string[];
  readonly verbs: { readonly [verb in Explained]: { readonly allowed: boolean; readonly because: readonly Reason[] } };
  /** fields that may not be seen, each with the roles that hide it; fields that may be written */
  readonly hidden: Readonly<Record<string, readonly string[]>>;
  readonly writable: readonly string[];
}

/** Most parts that one rule is taken apart into. */
const mostParts = 60;
/** Most values of a list that are shown. */
const mostShown = 20;

const sharesText = `select holder, level, by, at, until from record_share
 where tenant_id = $1::uuid and object_id = $2::text and record_id = $3::uuid and holder = any($4::text[]) and (until is null or until > now())`;

/**
 * Why somebody may or may not read, change, delete, export or share a record: every role, rule, share and whole that has a say, with
 * what it came to. Of oneself everybody may ask; of others those who administer or design. The verdicts are those of the conditions
 * that reading and writing use.
 */
export async function explainAccess(
  platform: Platform,
  asker: Actor,
  objectName: string,
  id: string,
  userId?: string,
): Promise<Result<Explanation>> {
  const seen = await getRecord(platform, asker, objectName, id);
  if (!seen.ok) return seen;
  const effective = await platform.effectives.get(asker.tenantId);
  const found = await subjectOf(platform, effective, asker, userId);
  if (!found.ok) return found;
  const subject = found.value;
  const object = effective.objects.get(objectName)!;
  const access = accessTo(effective, subject, objectName);
  const now = new Date().toISOString();

  // everything that has to be asked of the record, in one statement
  const conditions: Condition[] = [];
  const ask = (condition: Condition): number => conditions.push(condition) - 1;
  const takeApart = (logic: Logic): Asked | undefined =>
    asked(logic, { left: mostParts }, (part) => ruleOf(effective, subject, object, part, now), ask);

  const questions = explained.map((verb) => {
    const right = access?.[verb];
    const rows = right === undefined ? undefined : rowsOf(effective, subject, objectName, { ...right, ...access }, now, verb);
    const whole =
      wholesOf(object).length === 0 || subject.unrestricted === true ? undefined : ofReachedWhole(effective, subject, object, now, verb);
    const grants = subject.roles.flatMap((name) => {
      const role = effective.documents.role.get(name);
      const grant = role?.objects?.[objectName];
      const all = role?.capabilities?.allRecords === true;
      if (role === undefined || (!all && (grant === undefined || !gives(grant, verb)))) return [];
      return [
        { role: name, all, rule: all || grant?.rows === undefined ? undefined : { logic: grant.rows, asked: takeApart(grant.rows) } },
      ];
    });
    return {
      verb,
      rows: rows?.ok === true ? ask(rows.value) : undefined,
      whole: whole?.ok === true ? ask(whole.value) : undefined,
      grants,
    };
  });
  const { tenantId } = asker;
  const [verdicts, shareRows] = await platform.db.batch(
    tenantId,
    [
      compileVerdicts(tenantId, object.id, { ids: [id] }, conditions),
      { text: sharesText, params: [tenantId, object.id, id, [...(subject.standing?.holders ?? [])]] },
    ],
    { readOnly: true },
  );
  const row = verdicts![0] ?? {};
  const came = (index: number | undefined): boolean => index !== undefined && row[`c${index}`] === true;
  const shares = shareRows!.map(shareOf);
  const context = contextOf(subject, now).user as unknown as Record<string, Json>;
  const told = (part: Asked): RuleVerdict => ({
    logic: part.logic,
    holds: came(part.index),
    ...(part.parts.length > 0 ? { parts: part.parts.map(told) } : { values: valuesOf(part.logic, object, seen.value, context) }),
  });

  const asking = lookingAs(effective, asker, object, () => always);
  const maySee = (logic: Logic): boolean =>
    pathsOf(logic).every((path) => {
      const column = path.startsWith("$") || path === "" ? undefined : asking.column(path);
      if (path.startsWith("$")) return true;
      // of a record that he may not be able to read nothing is told
      return column !== undefined && (column.via ?? []).every((hop) => accessTo(effective, asker, hop.object)?.read?.limited === false);
    });

  const verbs = Object.fromEntries(
    questions.map(({ verb, rows, whole, grants }) => {
      const because: Reason[] = grants.map(({ role, all, rule }) => {
        if (all) return { kind: "capability", role, counts: true };
        if (rule === undefined) return { kind: "grant", role, counts: true };
        if (rule.asked === undefined) return { kind: "grant", role, counts: false, rule: { holds: false } };
        const verdict = maySee(rule.logic) ? told(rule.asked) : { holds: came(rule.asked.index) };
        return { kind: "grant", role, counts: verdict.holds, rule: verdict };
      });
      if (access?.[verb]?.rows !== undefined && (verb === "read" || verb === "update")) {
        for (const share of shares) because.push({ kind: "share", share, counts: verb === "read" || share.level === "update" });
      }
      if (grants.length === 0) because.push({ kind: "none", counts: false });
      for (const { object: name } of wholesOf(object))
        because.push({ kind: "whole", object: name, verb: verbOnWhole(verb), counts: came(whole) });
      return [verb, { allowed: came(rows), because }];
    }),
  ) as unknown as Explanation["verbs"];

  const sees = access?.read?.sees ?? (() => false);
  // what the asker may not see himself is not named to him
  const named = object.fields.filter(({ name }) => accessTo(effective, asker, objectName)?.read?.sees(name) === true);
  return ok({
    object: objectName,
    id,
    userId: subject.userId,
    roles: subject.roles,
    verbs,
    hidden: Object.fromEntries(
      named
        .filter(({ name }) => !sees(name))
        .map(({ name }) => [
          name,
          subject.roles.filter((role) => Object.hasOwn(effective.documents.role.get(role)?.objects?.[objectName]?.hidden ?? {}, name)),
        ]),
    ),
    writable: named.filter(({ name }) => access?.update?.writes(name) === true).map(({ name }) => name),
  });
}

/** The person whose access is explained, as he stands now. */
async function subjectOf(platform: Platform, effective: Effective, asker: Actor, userId: string | undefined): Promise<Result<Actor>> {
  if (userId === undefined || userId === asker.userId) return ok(await stand(platform, effective, asker));
  if (!mayAdminister(asker, effective) && !mayDesign(asker, effective))
    return refused(problem("forbidden", "", "Of others only those may ask who administer or design.", { reason: "others" }));
  const [row] = await platform.db.auth.query<{ roles: string[] }>(
    "select roles from auth.membership where tenant_id = $1::uuid and user_id = $2::text",
    [asker.tenantId, userId],
  );
  if (row === undefined) return refused(problem("not_found", "", "Nobody of this tenant has this id.", { reason: "person" }));
  const { tenantId, locale } = asker;
  return ok(await stand(platform, effective, { tenantId, userId, by: `user:${userId}`, roles: row.roles, locale }));
}

interface Asked {
  readonly logic: Logic;
  readonly index: number;
  readonly parts: readonly Asked[];
}

const joints = ["and", "or", "!"];

/** Asks for a rule and for its parts, as far as each can be asked alone. */
function asked(
  logic: Logic,
  budget: { left: number },
  lower: (logic: Logic) => Result<Condition>,
  ask: (condition: Condition) => number,
): Asked | undefined {
  budget.left -= 1;
  const condition = lower(logic);
  if (!condition.ok) return undefined;
  const index = ask(condition.value);
  const [joint, operands] = jointOf(logic);
  if (joint === undefined || operands.length > budget.left) return { logic, index, parts: [] };
  const parts = operands.map((part) => asked(part, budget, lower, ask));
  return { logic, index, parts: parts.some((each) => each === undefined) ? [] : (parts as Asked[]) };
}

function jointOf(logic: Logic): readonly [string | undefined, readonly Logic[]] {
  if (typeof logic !== "object" || logic === null || Array.isArray(logic)) return [undefined, []];
  const [[name, operand] = [undefined, undefined]] = Object.entries(logic);
  if (name === undefined || !joints.includes(name)) return [undefined, []];
  return [name, (Array.isArray(operand) ? operand : [operand]) as Logic[]];
}

/** What a part of a rule read, by the names it used. */
function valuesOf(logic: Logic, object: ResolvedObject, seen: RecordJson, context: Readonly<Record<string, Json>>): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const path of pathsOf(logic)) {
    if (path.startsWith("$user.")) values[path] = short(context[path.slice("$user.".length)] ?? null);
    else if (object.byName.has(path)) {
      if (Object.hasOwn(seen, path)) values[path] = short(seen[path]!);
    } else if (Object.hasOwn(seen, camel(path))) values[path] = seen[camel(path)]!;
  }
  return values;
}

/** Every name that an expression reads. */
function pathsOf(logic: Logic): string[] {
  const paths: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== "object" || node === null) return;
    for (const [name, operand] of Object.entries(node)) {
      const path: unknown = name === "var" ? (Array.isArray(operand) ? operand[0] : operand) : undefined;
      if (typeof path === "string") paths.push(path);
      else if (name === "missing") paths.push(...[operand].flat(2).filter((each) => typeof each === "string"));
      else walk(operand);
    }
  };
  walk(logic);
  return paths;
}

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const short = (value: Json): Json => (Array.isArray(value) && value.length > mostShown ? value.slice(0, mostShown) : value);
