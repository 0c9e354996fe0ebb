"use client";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json, Text } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { DateTimeField } from "../../ui/date-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { type Facts, factsToType, readFacts } from "../tester/facts.ts";
import { FactsForm } from "../tester/facts-form.tsx";
import { Offered } from "../tester/offered.tsx";
import { type ExamplesProps, MissLine } from "./examples-room.tsx";
import { expectationOf, type Judged } from "./judge.ts";
import { removeExample, setInExample } from "./keep-example.ts";
import { useTell } from "../../render/say.ts";

/** One example: its facts, what the draft answers to them now, and what it has to answer. */
export function ExamplePanel(props: Omit<ExamplesProps, "judged"> & { readonly judged: Judged; readonly place: number }) {
  const tell = useTell();
  const { table, columns, judged, run } = props;
  const { id, example, tried, misses } = judged;
  const t = useTranslations("studio.tables.examples");
  const to = useTranslations("studio.tester");
  const tr = useTranslations("studio.tables.tester");
  const text = useText();
  const locale = useLocale();
  // what is typed stands, also where it is not yet a fact
  const [typed, setTyped] = useState<Facts>(() => factsToType(example.facts, columns));
  const label = example.label === undefined ? "" : text(example.label, "");
  const name = label || t("nameless", { place: props.place });
  const set = (part: "label" | "facts" | "at" | "expect", value: Json | undefined): void => {
    run("setExample", setInExample(table, id, part, value), { name }, `example ${id} ${part}`);
  };
  const timezone = table.timezone ?? "UTC";
  return (
    <aside aria-label={name} className="flex min-h-0 flex-col border-l border-line bg-surface-sunken">
      <div className="flex h-12 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h2 className="ellipsis font-semibold">{name}</h2>
        <span className="flex-1" />
        <IconButton icon="trash-2" size="sm" label={t("delete")} onPress={() => run("removeExample", removeExample(table, id), { name })} />
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        <section className="flex flex-col gap-1.5 border-b border-line px-4 py-3">
          <TextField
            labelAt="start"
            size="sm"
            label={t("name")}
            value={label}
            placeholder={t("nameless", { place: props.place })}
            onChange={(next) => set("label", labelWith(example.label, next, locale))}
            maxLength={200}
          />
        </section>
        <section aria-label={to("facts")} className="flex flex-col gap-1.5 border-b border-line px-4 py-3">
          <FactsForm
            columns={columns}
            facts={typed}
            timezone={timezone}
            onFacts={(next) => {
              setTyped(next);
              set("facts", readFacts(next, columns).values);
            }}
          />
          <div className="mt-1 border-t border-line pt-2.5">
            <DateTimeField
              labelAt="start"
              size="sm"
              label={tr("asOf")}
              timeZone={timezone}
              value={example.at}
              onChange={(at) => set("at", at)}
              help={example.at === undefined ? tr("asOfHelp", { zone: timezone }) : timezone}
            />
          </div>
        </section>
        <section aria-label={t("answer")} aria-live="polite" className="px-4 py-3">
          <h3 className="mb-1.5 text-sm font-semibold">{t("answer")}</h3>
          {tried.decision === undefined ? (
            <p className="break-words text-danger">{tell(tried.problems)}</p>
          ) : tried.decision.outputs.length === 0 ? (
            <p className="text-muted">{to("nothing")}</p>
          ) : (
            <Offered
              table={table}
              columns={columns}
              outputs={tried.decision.outputs}
              hits={tried.decision.hits}
              places={props.places}
              isFallback={tried.decision.fallback === true}
            />
          )}
          {misses.length === 0 ? null : (
            <div className="mt-2.5 flex flex-col gap-1.5 rounded-md bg-danger-soft px-3 py-2 text-sm">
              {misses.map((miss) => (
                <MissLine key={miss.part} miss={miss} table={table} columns={columns} places={props.places} />
              ))}
            </div>
          )}
        </section>
      </div>
      {misses.length === 0 ? null : (
        <div className="flex flex-none flex-col gap-1 border-t border-line px-4 py-3">
          <Button icon="check" onPress={() => set("expect", expectationOf(table, tried) as unknown as Json)}>
            {t("expectThis")}
          </Button>
          <p className="text-sm text-muted">{t("expectThisHelp")}</p>
        </div>
      )}
    </aside>
  );
}

/** A name in one more language, or in another word; what the other language says stays. */
function labelWith(label: Text | undefined, next: string, locale: string): Json | undefined {
  const said = next.trim() === "" ? undefined : next;
  if (label === undefined || typeof label === "string") return said;
  const { [locale as "en" | "zh"]: _, ...others } = label;
  const all = { ...others, ...(said === undefined ? {} : { [locale]: said }) };
  return Object.keys(all).length === 0 ? undefined : (all as Json);
}
