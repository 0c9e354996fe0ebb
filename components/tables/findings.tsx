"use client";
import { memo, useMemo, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { namesOf, type Json, type Problem, type TableDocument } from "#metadata";
import type { TableFinding } from "#runtime/rules";
import { callIt } from "../designer/change-words.ts";
import { ToldProblem } from "../designer/told-problem.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { type Bench, type Cure, cureOf } from "./analysis/cures.ts";
import { findingWords } from "./analysis/finding-words.ts";
import type { Analysis } from "./analysis/use-analysis.ts";
import { lookOf } from "./cell-text.ts";
import type { Judged } from "./examples/judge.ts";
import { cellWords, type Wording } from "./words.ts";

type Severity = TableFinding["severity"];
const severities: readonly Severity[] = ["blocker", "warning", "hint"];
/** Lines drawn of each group; more nobody reads at once. */
const mostShown = 100;

const looks: Readonly<Record<Severity, { readonly icon: string; readonly tone: string }>> = {
  blocker: { icon: "circle-alert", tone: "text-danger" },
  warning: { icon: "alert-triangle", tone: "text-warning" },
  hint: { icon: "info", tone: "text-muted" },
};

export interface FindingsProps {
  readonly table: TableDocument;
  /** what the server refused */
  readonly problems: readonly Problem[];
  readonly analysis: Analysis;
  /** examples that do not hold: they keep the table from being published */
  readonly failing: readonly Judged[];
  readonly onExamples: () => void;
  readonly wording: Wording;
  readonly places: ReadonlyMap<string, number>;
  readonly bench: Omit<Bench, "table">;
  /** the finding whose cells are marked */
  readonly shown: TableFinding | undefined;
  readonly onShow: (finding: TableFinding) => void;
  readonly onGo: (row: string) => void;
  readonly onCure: (cure: Cure, finding: TableFinding) => void;
}

/** What the server refuses and what deserves a look, the worst first, each with a way to its place and its obvious cure. */
export function Findings(props: FindingsProps) {
  const t = useTranslations("studio.findings");
  const { problems, analysis, places, failing } = props;
  const [open, setOpen] = useState(true);
  const groups = useMemo(
    () => severities.map((severity) => [severity, analysis.findings.filter((each) => each.severity === severity)] as const),
    [analysis.findings],
  );
  if (problems.length + failing.length + analysis.findings.length === 0) return null;
  const counts = Object.fromEntries(groups.map(([severity, all]) => [severity, all.length])) as Record<Severity, number>;
  const blockers = problems.length + failing.length + counts.blocker;
  const hasHeads = [blockers, counts.warning, counts.hint].filter((count) => count > 0).length > 1;
  return (
    <section aria-label={t("title")} className="flex max-h-60 flex-none flex-col border-t border-line-strong bg-surface">
      <div className="flex h-9 flex-none items-center gap-3 border-b border-line bg-surface-sunken pr-2 pl-4">
        <h2 className="font-semibold">{t("title")}</h2>
        <span className="ellipsis text-sm text-muted">
          {[
            ...(blockers > 0 ? [t("blockers", { count: blockers })] : []),
            ...(counts.warning > 0 ? [t("warnings", { count: counts.warning })] : []),
            ...(counts.hint > 0 ? [t("hints", { count: counts.hint })] : []),
            ...(blockers === 0 ? [t("goesLive")] : []),
          ].join(" · ")}
        </span>
        <span className="flex-1" />
        <Pending isPending={analysis.pending} />
        <IconButton
          icon={open ? "chevron-down" : "chevron-up"}
          size="sm"
          label={t(open ? "fold" : "unfold")}
          onPress={() => setOpen(!open)}
        />
      </div>
      {open ? (
        <div className="min-h-0 overflow-auto">
          {groups.map(([severity, all]) => {
            const refused = severity === "blocker" ? problems : [];
            const missed = severity === "blocker" ? failing : [];
            const count = all.length + refused.length + missed.length;
            if (count === 0) return null;
            return (
              <div key={severity} role="group" aria-label={t(`group.${severity}`)}>
                {hasHeads ? (
                  <h3 className="sticky top-0 z-10 flex h-7 items-center gap-2 border-b border-line bg-surface px-4 text-sm text-muted">
                    {t(`group.${severity}`)} <span className="num text-faint">{count}</span>
                  </h3>
                ) : null}
                <ul>
                  {refused.map((problem, at) => (
                    <ProblemLine key={at} problem={problem} places={places} onGo={props.onGo} />
                  ))}
                  {missed.slice(0, mostShown).map((each) => (
                    <ExampleLine key={each.id} judged={each} onGo={props.onExamples} />
                  ))}
                  {all.slice(0, mostShown).map((finding) => (
                    <FindingLine key={keyOf(finding)} {...props} finding={finding} isShown={sameFinding(props.shown, finding)} />
                  ))}
                </ul>
                {all.length > mostShown ? (
                  <p className="num border-b border-line px-4 py-2 text-sm text-muted">{t("rest", { count: all.length - mostShown })}</p>
                ) : null}
              </div>
            );
          })}
          {analysis.complete || analysis.pending ? null : <p className="px-4 py-2 text-sm text-muted">{t("more")}</p>}
        </div>
      ) : null}
    </section>
  );
}

/** An example that does not hold. */
function ExampleLine({ judged: { id, example }, onGo }: { readonly judged: Judged; readonly onGo: () => void }) {
  const t = useTranslations("studio.findings");
  const locale = useLocale();
  return (
    <li className="flex min-h-9 items-center gap-2.5 border-b border-line px-4 py-1.5">
      <Icon name="circle-alert" className="flex-none text-danger" />
      <span className="min-w-0 flex-1">{t("exampleFails", { name: callIt(example as unknown as Json, id, locale) })}</span>
      <Button size="sm" variant="ghost" onPress={onGo}>
        {t("toExamples")}
      </Button>
    </li>
  );
}

/** Says so where it takes long enough to be noticed. */
export function Pending({ isPending }: { readonly isPending: boolean }) {
  const t = useTranslations("studio.findings");
  return (
    <span role="status" className="text-sm text-faint">
      {isPending ? <span className="[animation:late_1ms_200ms_both]">{t("looking")}</span> : null}
    </span>
  );
}

const keyOf = ({ is, row = "", by = [], columns, where }: TableFinding): string =>
  `${is} ${row} ${by.join(" ")} ${columns.join(" ")} ${row === "" ? JSON.stringify(where) : ""}`;
/** Whether two findings are the same, although found another time. */
export const sameFinding = (one: TableFinding | undefined, other: TableFinding): boolean =>
  one === other || (one !== undefined && keyOf(one) === keyOf(other));

const line = "grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 border-b border-line pr-3 last:border-0";

function ProblemLine(props: {
  readonly problem: Problem;
  readonly places: ReadonlyMap<string, number>;
  readonly onGo: (row: string) => void;
}) {
  const t = useTranslations("studio.findings");
  const locale = useLocale();
  const { problem } = props;
  const [part, row] = namesOf(problem.path);
  return (
    <li className={line}>
      <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-2.5 py-2 pl-4">
        <Icon name={looks.blocker.icon} className={cx("mt-0.5", looks.blocker.tone)} />
        <div>
          <div className="font-medium">
            <ToldProblem problem={problem} />
          </div>
          <p className="text-sm text-muted">
            {locale === "en" ? problem.help : null} <span className="font-mono text-faint">{problem.path}</span>
          </p>
        </div>
      </div>
      {part === "rows" && row !== undefined && props.places.has(row) ? (
        <Button size="sm" variant="ghost" className="mt-1" onPress={() => props.onGo(row)}>
          {t("show")}
        </Button>
      ) : null}
    </li>
  );
}

const FindingLine = memo(function FindingLine(props: FindingsProps & { readonly finding: TableFinding; readonly isShown: boolean }) {
  const t = useTranslations("studio.findings");
  const { table, finding, wording, places, bench } = props;
  const { what, why } = useMemo(
    () => findingWords(finding, { table, wording, places, t: t as never }),
    [finding, table, wording, places, t],
  );
  const cure = useMemo(() => cureOf(finding, { ...bench, table }), [finding, bench, table]);
  const look = looks[finding.severity];
  const canGo = finding.row !== undefined;
  const isHint = finding.severity === "hint";
  const text = (
    <>
      <Icon name={look.icon} className={cx("mt-0.5", look.tone)} />
      <span>
        <span className={isHint ? "mr-2" : "block font-medium"}>{what}</span>
        {why === "" ? null : <span className={cx("text-sm text-muted", !isHint && "block")}>{why}</span>}
      </span>
    </>
  );
  const inner = "grid grid-cols-[16px_minmax(0,1fr)] gap-2.5 py-2 pl-4 text-left";
  return (
    <li className={cx(line, props.isShown ? "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]" : canGo && "hover:bg-surface-hover")}>
      {canGo ? (
        <button
          type="button"
          aria-current={props.isShown}
          onClick={() => props.onShow(finding)}
          className={cx(inner, "outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus")}
        >
          {text}
        </button>
      ) : (
        <div className={inner}>{text}</div>
      )}
      {cure === undefined ? null : (
        <Button size="sm" className="mt-1" onPress={() => props.onCure(cure, finding)}>
          <CureWords cure={cure} {...props} />
        </Button>
      )}
    </li>
  );
});

function CureWords({ cure, wording, places }: FindingsProps & { readonly cure: Cure }) {
  const t = useTranslations("studio.findings.cure");
  const column = wording.columns.find(({ id }) => id === cure.narrows?.column);
  const { narrows } = cure;
  const look = narrows === undefined || column === undefined ? undefined : lookOf(narrows.cell, column, wording.locale);
  const what = look?.is === "ranges" ? look.texts.join("; ") : look === undefined ? "" : cellWords(narrows!.cell, column!, wording);
  // no space between Han
  return t(cure.is, { row: places.get(cure.row ?? "") ?? 0, what }).replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, "");
}
