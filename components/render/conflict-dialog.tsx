"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "../i18n/provider.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import type { ShownField } from "./object.ts";
import { usePeople } from "./people.ts";
import type { Answer, Conflict } from "./save-record.ts";
import { Moment } from "./time.tsx";
import { useTitleOf, Value } from "./value.tsx";

/** Two people changed the same fields: field by field whose value shall stand. Nothing is saved before one has looked. */
export function ConflictDialog({ conflict, onAnswer }: { readonly conflict: Conflict; readonly onAnswer: (answer: Answer) => void }) {
  const t = useTranslations("run.conflict");
  const tc = useTranslations("common");
  const text = useText();
  const titleOf = useTitleOf();
  const { object, theirs, mine, before, fields } = conflict;
  const [who] = usePeople([theirs.updatedBy]);
  const [chosen, setChosen] = useState<Readonly<Record<string, "mine" | "theirs">>>({});
  const whoseIs = (field: ShownField) => chosen[field.name] ?? "mine";
  const others = Object.keys(mine).length - fields.length;
  return (
    <Dialog
      isOpen
      onClose={() => onAnswer(undefined)}
      width={640}
      title={t("title", { record: `${text(object.document.label)} ${titleOf(object, theirs)}` })}
      actions={
        <>
          <Button onPress={() => onAnswer(undefined)}>{tc("cancel")}</Button>
          <Button
            variant="primary"
            onPress={() => {
              const left = new Set(fields.filter((field) => whoseIs(field) === "theirs").map(({ name }) => name));
              onAnswer({ changes: Object.fromEntries(Object.entries(mine).filter(([name]) => !left.has(name))) });
            }}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <p className="text-muted">
        {t("lead", { name: who?.name ?? "" })} <Moment at={theirs.updatedAt} />
      </p>
      <div className="mt-4 flex flex-col gap-4">
        {fields.map((field) => {
          const label = text(field.label);
          return (
            <fieldset key={field.id} className="min-w-0">
              <legend className="mb-1 font-medium">{label}</legend>
              <div className="grid gap-2 sm:grid-cols-2">
                {(["mine", "theirs"] as const).map((whose) => {
                  const on = whoseIs(field) === whose;
                  return (
                    <label
                      key={whose}
                      className={cx(
                        "flex min-h-11 cursor-pointer items-start gap-2 rounded-md border p-2.5 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus",
                        on ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-surface-hover",
                      )}
                    >
                      <input
                        type="radio"
                        name={`conflict-${field.id}`}
                        checked={on}
                        onChange={() => setChosen({ ...chosen, [field.name]: whose })}
                        className="mt-0.5 size-4 flex-none accent-(--accent) outline-none"
                      />
                      <span className="min-w-0 flex-1">
                        <span className="block text-sm text-muted">
                          {whose === "mine" ? t("mine") : t("theirs", { name: who?.name ?? "" })}
                        </span>
                        <span className="block break-words whitespace-pre-wrap">
                          <Value field={field} value={(whose === "mine" ? mine : theirs)[field.name]} noLinks empty={t("empty")} />
                        </span>
                      </span>
                    </label>
                  );
                })}
              </div>
              <p className="mt-1 text-sm text-muted">
                {t("before")} <Value field={field} value={before[field.name]} noLinks empty={t("empty")} />
              </p>
            </fieldset>
          );
        })}
      </div>
      {others <= 0 ? null : <p className="mt-4 text-sm text-muted">{t("others", { count: others })}</p>}
    </Dialog>
  );
}
