"use client";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Published } from "../../designer/server.ts";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { TextField } from "../../ui/text-field.tsx";
import type { Column } from "../column.ts";
import { type Guard, type Rollout, promoteRollout, setPercent, stopRollout } from "../server.ts";
import { useMomentIn } from "../zone.tsx";
import { PromoteDialog } from "./promote-dialog.tsx";
import { percentIn } from "./start-rollout.tsx";

type Act = (name: string, deed: () => Promise<unknown>, done: string) => Promise<boolean>;
type Publish = (name: string, deed: () => Promise<Published>, done: string) => Promise<boolean>;

/** A rollout while it runs: its figures beside those of the published table, with the limits that end it. */
export function RunningRollout(props: {
  readonly rollout: Rollout;
  /** of the table */
  readonly timezone: string | undefined;
  readonly columns: readonly Column[];
  readonly busy: string | undefined;
  readonly onAct: Act;
  readonly onPublish: Publish;
}) {
  const { rollout, busy, onAct, onPublish } = props;
  const { counts, guards } = rollout;
  const t = useTranslations("studio.tables.rollout");
  const text = useText();
  const format = useFormatter();
  const moment = useMomentIn(props.timezone);
  const [typed, setTyped] = useState(String(rollout.percent ?? ""));
  const [promoting, setPromoting] = useState(false);
  const percent = percentIn(typed);
  const { key } = rollout;
  const keyColumn =
    key !== null && "input" in key ? props.columns.find(({ side, name }) => side === "input" && name === key.input) : undefined;
  const share = (part: number, of: number): string =>
    of === 0 ? "–" : format.number(part / of, { style: "percent", maximumFractionDigits: 2 });
  const sample = guards.sample ?? 200;
  return (
    <section aria-label={t("running")} className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Chip tone="info">{t("state.running")}</Chip>
        <h3 className="font-semibold">
          {rollout.mode === "canary" ? t("canaryOf", { percent: format.number(rollout.percent ?? 0) }) : t("shadow")}
        </h3>
        <span className="num text-sm text-muted">
          {[
            t("since", { time: moment(rollout.createdAt) }),
            t("beside", { base: rollout.base }),
            ...(key === null
              ? []
              : [t("by", { key: "user" in key ? t("person") : keyColumn === undefined ? key.input : text(keyColumn.label, key.input) })]),
          ].join(" · ")}
        </span>
        <span className="flex-1" />
        <Button size="sm" isBusy={busy === "stop"} onPress={() => void onAct("stop", () => stopRollout(rollout.id), t("stopped"))}>
          {t("stop")}
        </Button>
        <Button size="sm" icon="rocket" isBusy={busy === "promote"} onPress={() => setPromoting(true)}>
          {t("promote")}
        </Button>
        {promoting ? (
          <PromoteDialog
            rollout={rollout}
            onClose={() => setPromoting(false)}
            onPromote={() => {
              setPromoting(false);
              void onPublish("promote", () => promoteRollout(rollout.id), t("promoted"));
            }}
          />
        ) : null}
      </div>
      <div className="overflow-x-auto">
        <table className="w-full min-w-130" aria-label={t("figures")}>
          <thead>
            <tr className="text-sm text-muted">
              <th scope="col" className="h-8 border-b border-line text-left font-medium">
                <span className="sr-only">{t("figures")}</span>
              </th>
              <th scope="col" className="h-8 border-b border-line px-2 text-right font-medium">
                {t("published")}
              </th>
              <th scope="col" className="h-8 border-b border-line px-2 text-right font-medium">
                {t("candidate")}
              </th>
              <th scope="col" className="h-8 border-b border-line pl-4 text-left font-medium">
                {t("limit")}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row" className="h-9 border-b border-line text-left font-normal">
                {t("figure.asked")}
              </th>
              <td className="num border-b border-line px-2 text-right">
                {format.number(counts.published.asked)} <Share />
              </td>
              <td className="num border-b border-line px-2 text-right">
                {format.number(counts.candidate.asked)} <Share />
              </td>
              <td className="num border-b border-line pl-4 text-sm text-muted">
                {rollout.mode === "shadow" || Object.keys(guards).length === 0
                  ? ""
                  : counts.candidate.asked < sample
                    ? t("sampling", { count: format.number(sample - counts.candidate.asked) })
                    : t("judged")}
              </td>
            </tr>
            {(["errors", "empty", "fallback"] as const).map((name) => {
              const [one, other] = [counts.published, counts.candidate];
              const isWorse = one.asked > 0 && other.asked > 0 && other[name] / other.asked > one[name] / one.asked;
              return (
                <tr key={name}>
                  <th scope="row" className="h-9 border-b border-line text-left font-normal">
                    {t(`figure.${name}`)}
                  </th>
                  <td className="num border-b border-line px-2 text-right">
                    {format.number(one[name])} <Share of={share(one[name], one.asked)} />
                  </td>
                  <td className={cx("num border-b border-line px-2 text-right", isWorse && "text-warning")}>
                    {format.number(other[name])} <Share of={share(other[name], other.asked)} isWorse={isWorse} />
                  </td>
                  <td className="num border-b border-line pl-4 text-sm text-muted">
                    <LimitText guard={guards[name]} />
                  </td>
                </tr>
              );
            })}
            {rollout.mode === "canary" ? null : (
              <tr>
                <th scope="row" className="h-9 text-left font-normal">
                  {t("figure.different")}
                </th>
                <td />
                <td className="num px-2 text-right">
                  {format.number(counts.different)} <Share of={share(counts.different, counts.candidate.asked)} />
                </td>
                <td className="num pl-4 text-sm text-muted">
                  {counts.dropped === 0 ? "" : t("dropped", { count: format.number(counts.dropped) })}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {rollout.mode === "canary" ? (
        <div className="flex flex-wrap items-end gap-2">
          <TextField
            size="sm"
            label={t("percent")}
            className="w-28"
            align="end"
            inputMode="decimal"
            value={typed}
            onChange={setTyped}
            after="%"
            error={percent === undefined ? t("percentWrong") : undefined}
          />
          <Button
            size="sm"
            isDisabled={percent === undefined || percent === rollout.percent}
            isBusy={busy === "percent"}
            onPress={() => void onAct("percent", () => setPercent(rollout.id, percent!), t("percentSet", { percent: percent ?? 0 }))}
          >
            {t("setPercent")}
          </Button>
          <span className="text-sm leading-7 text-muted">{t("percentHelp")}</span>
        </div>
      ) : null}
    </section>
  );
}

/** A share beside its number, in a column of its own: numbers stand below numbers. */
function Share({ of = "", isWorse = false }: { readonly of?: string; readonly isWorse?: boolean }) {
  return <span className={cx("inline-block w-14 text-right", !isWorse && "text-muted")}>{of}</span>;
}

function LimitText({ guard }: { readonly guard: Guard | undefined }) {
  const t = useTranslations("studio.tables.rollout");
  const format = useFormatter();
  const percent = (value: number): string => format.number(value, { style: "percent", maximumFractionDigits: 2 });
  if (guard === undefined) return t("noLimit");
  return [
    ...(guard.most === undefined ? [] : [t("atMost", { share: percent(guard.most) })]),
    ...(guard.above === undefined ? [] : [t("above", { share: percent(guard.above) })]),
  ].join(" · ");
}
