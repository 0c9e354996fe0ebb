"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { listedOptions, type ShownObject } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { useChange, useSteps, type Step } from "../../render/record-data.ts";
import { useTell } from "../../render/say.ts";
import { useCanvas } from "../../render/scope.tsx";
import { Button } from "../../ui/button.tsx";
import { asTone, Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toaster.tsx";

/** Where a record stands among its states, and the steps that whoever looks may take from there. */
export function StateBar(props: { readonly object: ShownObject; readonly record: RecordJson; readonly isPanel?: boolean }) {
  const { object, record } = props;
  const t = useTranslations("run.states");
  const text = useText();
  const tell = useTell(object.name);
  const canvas = useCanvas();
  const change = useChange(object);
  const steps = useSteps(object, record);
  const [busy, setBusy] = useState<string>();
  const [fault, setFault] = useState<string>();
  const { states } = object.document;
  const field = states === undefined ? undefined : object.byName.get(states.field);
  if (states === undefined || field === undefined) return null;
  const now = record[field.name];
  const options = listedOptions(field);
  const labelOf = (id: string) => text(options.find((option) => option.id === id)?.label, id);
  // a step without words of its own is called after where it leads
  const wordsOf = (step: Step) => (step.label === step.to ? labelOf(step.to) : text(step.label, step.to));
  const take = async (step: Step) => {
    setBusy(step.name);
    try {
      await change.mutateAsync({ record, changes: { [step.field]: step.to } });
      setFault(undefined);
      toast(t("moved", { state: labelOf(step.to) }));
    } catch (thrown) {
      setFault(tell(thrown, step.field));
    } finally {
      setBusy(undefined);
    }
  };
  // while a step is taken the state is painted already: what was offered stays until it is saved
  const offered = (steps.data ?? []).filter((step) => busy !== undefined || step.from === now);
  return (
    <section
      aria-label={t("title", { field: text(field.label) })}
      className={cx(
        "flex min-h-14 flex-none flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2",
        props.isPanel !== true && "sm:px-6",
      )}
    >
      <ol className={cx("flex min-w-0 flex-wrap items-center gap-x-1 gap-y-1", props.isPanel === true && "sr-only")}>
        {options.map((option, at) => {
          const is = option.id === now;
          return (
            <li key={option.id} aria-current={is ? "step" : undefined} className={cx("flex items-center gap-1", !is && "max-sm:hidden")}>
              {at === 0 ? null : <Icon name="chevron-right" size={14} className="text-faint max-sm:hidden" />}
              {is ? (
                <Chip tone={asTone(option.tone)} dot className="font-medium">
                  {text(option.label)}
                </Chip>
              ) : (
                <span className="px-1 text-muted">{text(option.label)}</span>
              )}
            </li>
          );
        })}
      </ol>
      <div
        className={cx(
          "flex flex-wrap gap-2",
          props.isPanel !== true && "sm:ml-auto",
          "max-sm:w-full max-sm:[&>button]:h-11 max-sm:[&>*]:flex-1",
        )}
      >
        {offered.map((step, at) => (
          <Button
            key={step.name}
            size={props.isPanel === true ? "sm" : "md"}
            variant={at === 0 ? "primary" : "default"}
            isBusy={busy === step.name}
            isDisabled={canvas !== undefined || (busy !== undefined && busy !== step.name)}
            onPress={() => void take(step)}
          >
            {wordsOf(step)}
          </Button>
        ))}
        {steps.data !== undefined && offered.length === 0 && busy === undefined && !steps.isFetching ? (
          <span className="text-sm text-muted">{t("none")}</span>
        ) : null}
      </div>
      {fault === undefined ? null : (
        <p role="alert" className="w-full text-sm text-danger">
          {fault}
        </p>
      )}
    </section>
  );
}
