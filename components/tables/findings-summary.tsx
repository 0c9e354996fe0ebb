"use client";
import { useTranslations } from "use-intl";
import type { Problem } from "#metadata";
import { Icon } from "../ui/icon.tsx";
import type { Analysis } from "./analysis/use-analysis.ts";
import { Pending } from "./findings.tsx";

/** In the tool bar: how many rows meet that should not, how many never decide. */
export function FindingsSummary({ analysis, problems }: { readonly analysis: Analysis; readonly problems: readonly Problem[] }) {
  const t = useTranslations("studio.table");
  const count = (...kinds: string[]): number => analysis.findings.filter(({ is }) => kinds.includes(is)).length;
  const [overlaps, never, gaps] = [count("overlap", "twice", "again"), count("shadowed", "outranked"), count("gap")];
  const isQuiet = analysis.findings.length === 0 && problems.length === 0;
  return (
    <>
      {overlaps > 0 ? (
        <span className="num flex items-center gap-1.5 text-sm text-warning">
          <Icon name="alert-triangle" />
          {t("overlaps", { count: overlaps })}
        </span>
      ) : null}
      {never > 0 ? <span className="num text-sm text-muted">{t("shadowed", { count: never })}</span> : null}
      {gaps > 0 ? <span className="num text-sm text-muted">{t("gaps", { count: gaps })}</span> : null}
      {isQuiet && !analysis.pending ? <span className="text-sm text-muted">{t("noTrouble")}</span> : null}
      {analysis.findings.length === 0 ? <Pending isPending={analysis.pending} /> : null}
    </>
  );
}
