"use client";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { listsIn } from "../../conditions/say-logic.ts";
import { useText } from "../../i18n/index.ts";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { rowsThat, sharesOf } from "./routing-commands.ts";
import type { RoutingForm } from "./use-routing.ts";

export const stages = ["capability", "rules", "order", "split", "fallback"] as const;
export type Stage = (typeof stages)[number];

const stageIcons: Readonly<Record<Stage, string>> = {
  capability: "badge-check",
  rules: "table-2",
  order: "list-ordered",
  split: "split",
  fallback: "corner-down-right",
};

/** The way from all options to those that are offered: a stage after the other, each with what it does in a line. */
export function RoutingStrip(props: { readonly form: RoutingForm; readonly stage: Stage; readonly onStage: (stage: Stage) => void }) {
  const t = useTranslations("studio.routing");
  const saying = useStageWords(props.form);
  return (
    <ol aria-label={t("stages")} className="grid flex-none grid-cols-5 border-b border-line bg-surface-sunken">
      {stages.map((stage, at) => {
        const isOn = props.stage === stage;
        const said = saying(stage);
        return (
          <li key={stage} className="relative min-w-0 border-r border-line last:border-r-0">
            <button
              type="button"
              aria-pressed={isOn}
              onClick={() => props.onStage(stage)}
              className={cx(
                "flex h-full w-full min-w-0 flex-col gap-0.5 px-4 py-2.5 text-left outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus",
                isOn ? "bg-surface shadow-[inset_0_2px_0_var(--accent)]" : "hover:bg-surface-hover",
              )}
            >
              <span className="flex min-w-0 items-center gap-1.5 font-medium">
                <Icon name={stageIcons[stage]} className={isOn ? "text-accent-text" : "text-muted"} />
                <span className="ellipsis">{t(`stage.${stage}`)}</span>
              </span>
              <span className="ellipsis text-sm text-muted" title={said}>
                {said}
              </span>
            </button>
            {at === stages.length - 1 ? null : (
              <span
                aria-hidden="true"
                className="absolute top-1/2 -right-2 z-10 grid size-4 -translate-y-1/2 place-items-center rounded-full border border-line bg-surface text-muted"
              >
                <Icon name="chevron-right" size={12} />
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function useStageWords({ table, routing, columns, options, labelOf }: RoutingForm): (stage: Stage) => string {
  const t = useTranslations("studio.routing");
  const text = useText();
  const format = useFormatter();
  const list = listsIn(useLocale());
  return (stage) => {
    switch (stage) {
      case "capability":
        return t("saysCapability", { limited: Object.keys(routing.capabilities ?? {}).length, count: options.length });
      case "rules":
        return t("saysRules", rowsThat(table, routing));
      case "order": {
        const rank = columns.find(({ id }) => id === routing.rank);
        return rank === undefined ? t("byRows") : t("byRank", { column: text(rank.label, rank.name) });
      }
      case "split":
        return routing.split === undefined
          ? t("noSplit")
          : sharesOf(routing.split)
              .map(({ id, share }) => `${id} ${format.number(share, { style: "percent", maximumFractionDigits: 1 })}`)
              .join(" · ");
      case "fallback":
        return routing.fallback === undefined
          ? t("noFallback")
          : list(
              routing.fallback.map((id) => labelOf(String(id))),
              "items",
            );
    }
  };
}
