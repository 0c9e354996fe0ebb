import type { Row } from "#db";
import { ok, problem, refused, type Json, type Result } from "#metadata";
import {
  closestRow,
  isAggregate,
  optionsOf,
  optionText,
  outputOf,
  smallestChange,
  standingOf,
  type Change,
  type Shown,
} from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { concealerFor } from "./keep-decisions.ts";
import { noDecision, readDecision, showDecision, tableNow, type DecisionJson } from "./log.ts";
import { maskOf, personalInputs, personalToo, type Mask, type ToldFailing, type ToldHeld } from "./mask.ts";
import { isConcealed, outputsFrom } from "./personal.ts";
import { replayDecision, type Logged, type Replay } from "./replay.ts";

type ToldHiddenBy = ReturnType<Mask["hidden"]>;

export interface Explanation {
  readonly decision: DecisionJson;
  readonly output: string;
  /** every option the version can give, and whether it was given */
  readonly options: readonly { readonly option: string; readonly shown: boolean }[];
  readonly replay: Replay["how"];
  readonly shown?: Omit<Shown, "cells"> & { readonly cells: readonly ToldHeld[] };
  readonly hidden?: ToldHiddenBy & {
    readonly option: string;
    readonly closest?: { readonly row: string; readonly note?: string; readonly failing: readonly ToldFailing[] };
    readonly change: (Omit<Change, "then"> & { readonly then?: ToldHiddenBy }) | null;
  };
}

/** Most options that are listed. */
const mostOptions = 500;

export function loggedOf(row: Row): Logged {
  return {
    facts: row["facts"] as Readonly<Record<string, Json>>,
    at: new Date(row["at"] as string | Date).getTime(),
    outputs: row["outputs"] as readonly Readonly<Record<string, Json>>[],
    hits: row["hits"] as readonly string[],
    arm: (row["arm"] ?? null) as string | null,
    fallback: row["fallback"] === true,
  };
}

/** Why a decision gave an option or did not, computed again on the version of the table that decided. Nothing personal is told. */
export async function explainDecision(
  platform: Platform,
  actor: Actor,
  id: string,
  request: { readonly option?: string; readonly output?: string } = {},
): Promise<Result<Explanation>> {
  const found = await readDecision(platform, actor, id);
  if (found === undefined) return noDecision(id);
  const decision = showDecision(found.row, found.effective);
  const kept = decision.version === null ? undefined : await platform.keptVersions.get(actor.tenantId, decision.tableId, decision.version);
  if (kept === undefined)
    return refused(problem("not_found", "", "This decision was made before versions of tables were kept; it cannot be explained."));
  const { look, version } = kept;
  // what the table as it is now calls personal is not told of what was decided before, either
  const document = personalToo(version.document, tableNow(found.effective, decision.tableId));
  const output = outputOf(look, request.output);
  if (output === undefined)
    return refused(problem("unknown_name", "/output", `The table ${document.name} has no output "${request.output ?? ""}".`));
  const derived = outputsFrom(document, personalInputs(document));
  if (request.option !== undefined && (isAggregate(look) || derived.has(output.name))) {
    const why = derived.has(output.name) ? "is computed from personal facts" : "is one number made of many rows";
    return refused(problem("invalid_query", "/option", `"${output.name}" ${why}, so it has no options to ask about.`));
  }
  const { how, asked, decided, unsure } = replayDecision(look, loggedOf(found.row), concealerFor(version, platform.secret, actor.tenantId));
  const mask = maskOf(document, unsure);
  const given = new Set(decision.outputs.flatMap((each) => (each[output.name] === undefined ? [] : [optionText(each[output.name]!)])));
  const options =
    isAggregate(look) || derived.has(output.name) ? [] : [...new Set([...optionsOf(look, output), ...given])].slice(0, mostOptions);
  const base: Explanation = {
    decision,
    output: output.name,
    options: options.map((option) => ({ option, shown: given.has(option) })),
    replay: how,
  };
  const { option } = request;
  if (option === undefined) return ok(base);
  const standing = standingOf(look, output, option, asked, decided);
  if ("shown" in standing) return ok({ ...base, shown: told(standing.shown, found.row, mask) });
  const closest = closestRow(look, output, option, asked);
  const change = smallestChange(look, output, option, asked);
  const sets = new Set(look.inputs.flatMap(({ name, type }) => (type === "set" ? [name] : [])));
  return ok({
    ...base,
    hidden: {
      option,
      ...mask.hidden(standing.hidden),
      ...(closest === undefined ? {} : { closest: { ...closest, failing: closest.failing.map(mask.failing) } }),
      change: change === undefined ? null : toldChange(change, mask, sets),
    },
  });
}

/** Where a personal key went is what the log kept of it. */
function told(shown: Shown, row: Row, mask: Mask): NonNullable<Explanation["shown"]> {
  const facts = Object.values(row["facts"] as Readonly<Record<string, unknown>>);
  const bucket = facts.flatMap((each) => (isConcealed(each) && each.bucket !== undefined ? [each.bucket] : []))[0];
  const split = shown.split === null || bucket === undefined ? shown.split : { ...shown.split, bucket };
  return { ...shown, cells: shown.cells.map(mask.held), split };
}

/** Values that a change asks for come from the table; of a personal set they hold what else is in it. */
function toldChange(
  { then, ...change }: Change,
  mask: Mask,
  sets: ReadonlySet<string>,
): NonNullable<NonNullable<Explanation["hidden"]>["change"]> {
  const masked = mask.facts(change.facts);
  const facts = Object.fromEntries(Object.entries(change.facts).map(([name, value]) => [name, sets.has(name) ? masked[name]! : value]));
  return { ...change, facts, ...(then === undefined ? {} : { then: mask.hidden(then) }) };
}
