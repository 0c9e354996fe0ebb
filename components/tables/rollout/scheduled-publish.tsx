"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem } from "../../data/index.ts";
import { ProblemList } from "../../designer/problem-list.tsx";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { DateTimeField } from "../../ui/date-field.tsx";
import { useMomentIn } from "../zone.tsx";
import { cancelActivation, readActivations, scheduleDraft } from "../server.ts";
import { useTell } from "../../render/say.ts";

const tones = { waiting: "warning", converting: "info", published: "success", failed: "danger", cancelled: "neutral" } as const;

/** The whole draft goes live at an instant, typed and told in the table's zone: the table and everything else in it. */
export function ScheduledPublish({ timezone }: { readonly timezone: string | undefined }) {
  const tell = useTell();
  const t = useTranslations("studio.tables.rollout");
  const { workspace, announce } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const cache = useQueryClient();
  const [at, setAt] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Error>();
  const found = useQuery({ queryKey: ["activations"], queryFn: readActivations, retry: false, staleTime: 0, refetchInterval: 10_000 });
  const mine = found.data?.filter((each) => each.draft === draft.id).slice(0, 5) ?? [];
  const isWaiting = mine.some(({ state }) => state === "waiting" || state === "converting");
  const act = async (deed: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      await deed();
      announce(done);
      await cache.invalidateQueries({ queryKey: ["activations"] });
    } catch (error) {
      setFault(error as Error);
    } finally {
      setBusy(false);
    }
  };
  const zone = timezone ?? "UTC";
  const moment = useMomentIn(timezone);
  if (found.isError) return null;
  return (
    <section aria-label={t("schedule")}>
      <h3 className="text-sm font-semibold">{t("schedule")}</h3>
      <p className="mb-2 text-sm text-muted">{t("scheduleHelp", { number: draft.number })}</p>
      {fault === undefined ? null : (
        <Banner tone="danger" className="mb-2" title={t("notScheduled")}>
          {fault instanceof ApiProblem && fault.problems.length > 0 ? <ProblemList problems={fault.problems} /> : <p>{tell(fault)}</p>}
        </Banner>
      )}
      {isWaiting ? null : (
        <div className="flex items-end gap-2">
          <DateTimeField label={t("publishAt")} hideLabel timeZone={zone} value={at} onChange={setAt} />
          <Button
            icon="calendar-clock"
            isBusy={isBusy}
            isDisabled={at === undefined}
            onPress={() =>
              void act(async () => {
                await workspace.flush();
                await scheduleDraft(draft.id, at!);
              }, t("scheduled"))
            }
          >
            {t("scheduleDo")}
          </Button>
          <span className="text-sm leading-8 text-muted">{zone}</span>
        </div>
      )}
      {mine.length === 0 ? null : (
        <ul className="mt-2 divide-y divide-line rounded-md border border-line">
          {mine.map((each) => (
            <li key={each.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
              <Chip tone={tones[each.state]}>{t(`activation.${each.state}`)}</Chip>
              <time className="num" dateTime={each.at}>
                {moment(each.at)}
              </time>
              {each.revision === null ? null : <span className="num text-muted">r{each.revision}</span>}
              <span className="flex-1" />
              {each.state === "waiting" ? (
                <Button size="sm" isBusy={isBusy} onPress={() => void act(() => cancelActivation(each.id), t("cancelled"))}>
                  {t("cancelSchedule")}
                </Button>
              ) : null}
              {each.problems.length === 0 ? null : <p className="w-full text-danger">{tell(each.problems)}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
