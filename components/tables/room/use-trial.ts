"use client";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { type Json, mostExamples } from "#metadata";
import { useStudio } from "../../designer/studio-context.tsx";
import { toast } from "../../ui/toaster.tsx";
import { dependsOnTime, expectationOf } from "../examples/judge.ts";
import { keepExample } from "../examples/keep-example.ts";
import { type Facts, tryTable } from "../tester.tsx";
import { factsToType, readFacts } from "../tester/facts.ts";
import { useAnswers } from "../trial/use-answers.ts";
import type { OpenTable } from "./use-open-table.ts";

/** The facts of the tester, what the table answers them, and whether its examples hold. `isOpen`: while nobody looks nothing is decided. */
export function useTrial(open: OpenTable, isOpen: boolean) {
  const t = useTranslations("studio");
  const { workspace, announce } = useStudio();
  const { table, columns, fromPackage, run } = open;
  const [facts, setFacts] = useState<Facts>({});
  const [asOf, setAsOf] = useState<string>();
  const values = useMemo(() => (isOpen ? readFacts(facts, columns).values : undefined), [isOpen, facts, columns]);
  const { tried, judged, isPending } = useAnswers({ table, columns, fromPackage, facts: values, at: asOf });
  const hits = useMemo(() => new Set(tried.decision?.hits), [tried]);
  return {
    facts,
    setFacts,
    asOf,
    setAsOf,
    tried,
    judged,
    /** rows that decide */
    hits,
    /** takes over the facts of a decision that was made */
    retry: (decision: { readonly facts: Readonly<Record<string, Json>>; readonly at: string }): void => {
      setFacts(factsToType(decision.facts, columns));
      setAsOf(decision.at);
    },
    /** keeps the facts and the answer as an example */
    keep: (): void => {
      if (judged.length >= mostExamples) {
        announce(t("tables.examples.tooMany"));
        return;
      }
      const at = asOf ?? (dependsOnTime(table) ? new Date().toISOString() : undefined);
      // what is kept is the answer of the table as it is now, even where it is not drawn yet
      const expect = expectationOf(table, isPending ? tryTable(table, columns, facts, fromPackage, { asOf, explain: false }) : tried);
      if (
        !run(
          "keepExample",
          keepExample(table, { facts: readFacts(facts, columns).values, ...(at === undefined ? {} : { at }), expect }).command,
        )
      )
        return;
      announce(t("tables.tester.kept"));
      toast(t("tables.tester.kept"), { label: t("undo"), run: () => void workspace.undo() });
    },
  };
}
