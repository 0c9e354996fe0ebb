import { createHash } from "node:crypto";
import { inLocale, inOrder, pointer, problem } from "#metadata";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { compileByIds } from "./compile.ts";
import { ruleHolds } from "./expressions.ts";
import type { Data } from "./judge.ts";
import { perObject } from "./per-object.ts";
import { planByIds } from "./plan.ts";
import { factsOf, fieldValue, type StoredRecord } from "./record.ts";
import { scope } from "./scope.ts";
import { uniqueText } from "./slots.ts";
import { deleteMatches, findMatches, insertMatches, lockMatches } from "./statements.ts";
import { refuse, type Draft, type Writing } from "./writing.ts";

/** The duplicate rules of an object whose fields all stand. */
const duplicateRulesOf = perObject((object) =>
  inOrder(object.document.duplicates ?? {}).flatMap((rule) => {
    const fields = Object.entries(rule.match).map(([name, how]) => ({ field: object.byName.get(name), how }));
    return fields.length > 0 && fields.every(({ field }) => field !== undefined)
      ? [{ ...rule, fields: fields.map(({ field, how }) => ({ field: field!, how })) }]
      : [];
  }),
);
type Rule = ReturnType<typeof duplicateRulesOf>[number];

/** Case, width, spaces and punctuation make no difference; whatever is left of nothing but them stands as it is. */
export function normalised(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase();
  const bare = plain.replaceAll(/[\p{P}\p{S}\p{Z}\s]+/gu, "");
  return bare === "" ? plain : bare;
}

/** The key under which a record stands for a rule; undefined: it lacks a value, and is nobody's duplicate. */
function keyOf({ fields }: Rule, data: Data): string | undefined {
  const parts: string[] = [];
  for (const { field, how } of fields) {
    const value = fieldValue(data, field);
    if (value === undefined) return undefined;
    const text = uniqueText(field, value);
    parts.push(how === "exact" ? text : normalised(typeof value === "string" ? value : text));
  }
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** A record's keys by rule, as far as the rules are about it. */
export function matchesOf(
  effective: Effective,
  object: ResolvedObject,
  data: Data,
  record: Omit<StoredRecord, "data">,
  at: Writing["at"],
): { rule: string; key: string }[] {
  return duplicateRulesOf(object).flatMap((rule) => {
    const key = keyOf(rule, data);
    if (key === undefined) return [];
    const counts =
      rule.when === undefined ||
      ruleHolds(effective, object, `duplicates/${rule.id}/when`, rule.when, factsOf(object, data, record), at, "", []);
    return counts ? [{ rule: rule.id, key }] : [];
  });
}

/** How many writers of possible duplicates of one object may be told apart: a bounded number of locks. */
const buckets = 64;

/**
 * Refuses records that a rule takes for one with another, in the change or standing, and names those that the actor may see.
 * Who writes an equal key in the same moment comes second and is told.
 */
export async function refuseDuplicates(writing: Writing): Promise<void> {
  const { tx, effective, object, act, at, drafts, options } = writing;
  const rules = new Map(duplicateRulesOf(object).map((rule) => [rule.id, rule]));
  if (rules.size === 0 || act === "delete") return;
  const asks = (rule: string) => rules.get(rule)!.act === "refuse" || options.allowDuplicates !== true;
  const wanted = drafts.flatMap((draft) => {
    const { before, standing } = draft;
    const held =
      act === "update" && before !== undefined && standing !== undefined
        ? new Set(matchesOf(effective, object, before, standing, at).map(({ rule, key }) => `${rule}\n${key}`))
        : new Set<string>();
    return matchesOf(effective, object, draft.data, draft.record, at)
      .filter(({ rule, key }) => asks(rule) && !held.has(`${rule}\n${key}`))
      .map((match) => ({ ...match, draft }));
  });
  if (wanted.length === 0) return;
  const locks = [...new Set(wanted.map(({ key }) => key.charCodeAt(0) % buckets))];
  const [, rows] = await Promise.all([
    tx.query(lockMatches, [`${effective.tenantId}/${object.id}`, locks.sort((a, b) => a - b)]),
    tx.query(findMatches, [effective.tenantId, object.id, wanted.map(({ rule, key }) => ({ rule, key }))]),
  ]);
  const standing = new Map<string, string[]>();
  const note = (name: string, id: string) => standing.set(name, [...(standing.get(name) ?? []), id]);
  for (const row of rows) note(`${String(row["rule_id"])}\n${String(row["key"])}`, row["record_id"] as string);
  const found: { rule: Rule; draft: Draft; others: readonly string[] }[] = [];
  for (const { rule, key, draft } of wanted) {
    const name = `${rule}\n${key}`;
    const others = (standing.get(name) ?? []).filter((id) => id !== draft.id);
    if (others.length > 0) found.push({ rule: rules.get(rule)!, draft, others });
    // the second of two in one change is the first's duplicate
    else if (draft.problems.length === 0) note(name, draft.id);
  }
  if (found.length === 0) return;
  const seen = await readable(writing, [...new Set(found.flatMap(({ others }) => others))].slice(0, mostNamed));
  for (const { rule, draft, others } of found) {
    const message = rule.message === undefined ? undefined : inLocale(rule.message, writing.actor.locale, "");
    refuse(writing, [
      problem(
        "possible_duplicate",
        `${draft.path}${pointer(rule.fields[0]!.field.name)}`,
        message ?? "This may be the same as another record.",
        {
          details: {
            object: writing.object.name,
            rule: rule.id,
            act: rule.act,
            ...(rule.message === undefined ? {} : { text: rule.message }),
            fields: rule.fields.map(({ field }) => field.name),
            records: others.filter((id) => seen.has(id)).slice(0, 10),
          },
        },
      ),
    ]);
  }
}

const mostNamed = 200;

async function readable({ tx, effective, actor, object, now }: Writing, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const scoped = scope(effective, actor, planByIds(effective, object, ids.length), now);
  if (!scoped.ok) return new Set();
  const { text, params } = compileByIds(scoped.value.plan, ids);
  return new Set((await tx.query(text, params)).map((row) => row["id"] as string));
}

/** Keeps the keys of written records in place of those they had; deleted ones have none. */
export async function holdMatches({ tx, effective, object, act, at, drafts }: Writing): Promise<void> {
  const rules = duplicateRulesOf(object);
  if (rules.length === 0) return;
  const then = drafts.flatMap(({ id, before }) =>
    before === undefined || act === "restore"
      ? []
      : rules.flatMap((rule) => {
          const key = keyOf(rule, before);
          return key === undefined ? [] : [{ rule: rule.id, key, record: id }];
        }),
  );
  const now =
    act === "delete"
      ? []
      : drafts.flatMap(({ id, data, record }) => matchesOf(effective, object, data, record, at).map((match) => ({ ...match, record: id })));
  await Promise.all([
    then.length === 0 ? undefined : tx.query(deleteMatches, [effective.tenantId, object.id, then]),
    now.length === 0 ? undefined : tx.query(insertMatches, [effective.tenantId, object.id, now]),
  ]);
}
