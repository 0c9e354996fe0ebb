"use client";
import { useEffect } from "react";
import { api } from "../data/index.ts";
import type { ShownField, ShownObject } from "./object.ts";
import { offeredFacts, type RuleContext, type Values } from "./rules.ts";
import { useScope } from "./scope.tsx";

/** What was told since the page was loaded; more than so many are not told. */
const told = new Set<string>();
const mostTold = 200;
/** ms that somebody goes on typing before it is told what the facts came to */
const pause = 1_000;

/**
 * Tells the server of facts for which a form is offered nothing while a table is tried beside the published one: no record would come of it, in
 * whose place the decision would be counted. The server decides again and counts what it finds. Nothing is told of a customer with a link alone.
 */
export function useNothingOffered(
  offered: readonly string[] | undefined,
  field: ShownField,
  object: ShownObject,
  values: Values,
  context: RuleContext,
): void {
  const { documents, user } = useScope();
  const table = field.offeredBy?.table ?? "";
  const { candidate = {} } = documents;
  const tried = Object.hasOwn(candidate, table) ? candidate[table] : undefined;
  const isTold = offered?.length === 0 && tried !== undefined && user.id !== null;
  const facts = isTold ? JSON.stringify(offeredFacts(field, object, values, context)) : undefined;
  const rollout = tried?.id;
  useEffect(() => {
    const key = `${rollout} ${facts}`;
    if (facts === undefined || told.has(key) || told.size >= mostTold) return undefined;
    const timer = setTimeout(() => {
      told.add(key);
      // nobody waits for it, and nothing hangs on it
      api(`/tables/${table}/decide`, { body: { facts: JSON.parse(facts) as unknown } }).catch(() => undefined);
    }, pause);
    return () => clearTimeout(timer);
  }, [facts, rollout, table]);
}
