"use client";
import { useFormatter, useTranslations } from "use-intl";
import { Button } from "../../ui/button.tsx";
import { JobBar } from "./job-bar.tsx";
import type { RetypePlan, StudioJob } from "../server.ts";

/** What a change of type would do: how many of each, and the first of those that lose something. */
export function PlanShown(props: {
  readonly plan: RetypePlan | undefined;
  readonly job: StudioJob | undefined;
  readonly onOptions?: () => void;
}) {
  const t = useTranslations("studio.changing");
  const format = useFormatter();
  const { plan } = props;
  if (plan === undefined) return props.job === undefined ? null : <JobBar job={props.job} />;
  const shown = (value: unknown): string => (value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value));
  return (
    <section aria-label={t("plan")} className="flex flex-col gap-3">
      <dl className="grid grid-cols-4 gap-px overflow-hidden rounded-md border border-line bg-line max-sm:grid-cols-2">
        {(["converted", "unchanged", "empty", "loses"] as const).map((key) => (
          <div key={key} className="bg-surface px-3 py-2">
            <dt className="text-sm text-muted">{t(`planned.${key}`)}</dt>
            <dd className={`num text-lg font-semibold ${key === "loses" && plan.loses > 0 ? "text-danger" : ""}`}>
              {format.number(plan[key])}
            </dd>
          </div>
        ))}
      </dl>
      {props.onOptions === undefined || plan.values?.length === 0 ? null : (
        <div>
          <Button size="sm" icon="list-checks" onPress={props.onOptions}>
            {t("optionsFrom", { count: plan.values?.length ?? 0 })}
          </Button>
        </div>
      )}
      {plan.samples.length === 0 ? null : (
        <div className="max-h-64 overflow-auto rounded-md border border-line">
          <table className="w-full table-fixed text-left">
            <caption className="sr-only">{t("losing")}</caption>
            <thead className="sticky top-0 bg-surface-sunken text-sm text-muted">
              <tr>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {t("now")}
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {t("becomes")}
                </th>
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {t("why")}
                </th>
              </tr>
            </thead>
            <tbody>
              {plan.samples.map((sample) => (
                <tr key={sample.id} className="border-t border-line align-top">
                  <td className="px-3 py-1.5 break-words">{shown(sample.old)}</td>
                  <td className="px-3 py-1.5 break-words">{shown(sample.becomes)}</td>
                  <td className="px-3 py-1.5 text-sm text-muted">{sample.why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {plan.loses > plan.samples.length ? (
        <p className="text-sm text-muted">{t("moreLose", { count: plan.loses - plan.samples.length })}</p>
      ) : null}
    </section>
  );
}
