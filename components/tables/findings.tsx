"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Problem } from "#metadata";
import { pathOf } from "../designer/change-words.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Finding } from "./analyse.ts";

/** What the server refuses and what deserves a look, one line each, with a way to the place. */
export function Findings(props: {
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
  readonly places: ReadonlyMap<string, number>;
  readonly onGo: (row: string) => void;
  readonly onDisable: (row: string) => void;
}) {
  const t = useTranslations("studio.findings");
  const { problems, findings, places } = props;
  const [open, setOpen] = useState(true);
  if (problems.length + findings.length === 0) return null;
  const place = (row: string): number => places.get(row) ?? 0;
  const warnings = findings.filter(({ is }) => is !== "same").length;
  return (
    <section aria-label={t("title")} className="flex max-h-52 flex-none flex-col border-t border-line-strong bg-surface">
      <div className="flex h-9 flex-none items-center gap-3 border-b border-line bg-surface-sunken pr-4 pl-4">
        <h2 className="font-semibold">{t("title")}</h2>
        <span className="text-sm text-muted">
          {t("summary", { problems: problems.length, warnings, hints: findings.length - warnings })}
        </span>
        <span className="flex-1" />
        <IconButton
          icon={open ? "chevron-down" : "chevron-up"}
          size="sm"
          label={t(open ? "fold" : "unfold")}
          onPress={() => setOpen(!open)}
        />
      </div>
      {open ? (
        <ul className="min-h-0 overflow-auto">
          {problems.map((problem, at) => {
            const [part, row] = pathOf(problem.path);
            return (
              <li
                key={`p${at}`}
                className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-2.5 border-b border-line px-4 py-2.5 last:border-0"
              >
                <Icon name="circle-alert" className="mt-0.5 text-danger" />
                <div>
                  <p className="font-medium">{problem.message}</p>
                  <p className="mt-0.5 text-sm text-muted">
                    {problem.help} <span className="font-mono text-faint">{problem.path}</span>
                  </p>
                </div>
                {part === "rows" && row !== undefined && places.has(row) ? (
                  <Button size="sm" variant="ghost" onPress={() => props.onGo(row)}>
                    {t("show")}
                  </Button>
                ) : null}
              </li>
            );
          })}
          {findings.map((finding, at) => (
            <li
              key={`f${at}`}
              className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-2.5 border-b border-line px-4 py-2.5 last:border-0"
            >
              <Icon
                name={finding.is === "same" ? "info" : "alert-triangle"}
                className={finding.is === "same" ? "mt-0.5 text-muted" : "mt-0.5 text-warning"}
              />
              <p>
                <span className={finding.is === "same" ? "" : "font-medium"}>
                  {t(finding.is, { row: place(finding.row), by: place(finding.by) })}
                </span>{" "}
                <span className="text-sm text-muted">{t(`${finding.is}Why`, { row: place(finding.row), by: place(finding.by) })}</span>
              </p>
              <span className="-my-1 flex gap-1">
                <Button size="sm" variant="ghost" onPress={() => props.onGo(finding.row)}>
                  {t("show")}
                </Button>
                <Button size="sm" onPress={() => props.onDisable(finding.row)}>
                  {t("disable", { row: place(finding.row) })}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
