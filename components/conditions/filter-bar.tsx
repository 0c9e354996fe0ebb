"use client";
import { Suspense, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import type { ShownObject } from "../render/object.ts";
import { Button } from "../ui/button.tsx";
import { byNeed } from "../ui/by-need.ts";
import { Icon } from "../ui/icon.tsx";
import { Popover } from "../ui/popover.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { logicOf, type Part } from "./condition.ts";
import { readGroup } from "./read-logic.ts";
import { useConditionWords } from "./words.ts";

// fields, people, days: what makes a filter comes with the first that is made
const FilterEditor = byNeed(async () => (await import("./filter-editor.tsx")).FilterEditor);

/** What a list is narrowed to: a chip for each condition, and a way to another. */
export function FilterBar(props: {
  readonly object: ShownObject;
  readonly filter: Logic | undefined;
  readonly onChange: (filter: Logic | undefined) => void;
}) {
  const { object, filter, onChange } = props;
  const t = useTranslations("run.filter");
  const tc = useTranslations("common");
  const group = readGroup(filter);
  const words = useConditionWords(object, group.parts);
  const [open, setOpen] = useState<number>();
  const put = (parts: readonly Part[]) => onChange(logicOf({ ...group, parts }));
  const loading = <Skeleton rows={3} className="w-72" label={tc("loading")} />;
  return (
    <>
      {group.parts.map((part, at) => {
        const { lead, value } = words(part);
        const said = [lead, value].filter((each) => each !== "").join(" ");
        return (
          <span
            key={at}
            className="inline-flex h-7 max-w-full min-w-0 items-center rounded-md border border-accent-border bg-accent-soft pr-0.5 max-sm:h-11"
          >
            {part.kind === "locked" ? (
              <span className="flex min-w-0 items-center gap-1.5 pr-1 pl-2" title={`${t("locked")}: ${value}`}>
                <Icon name="lock" size={14} className="flex-none text-muted" />
                <span className="sr-only">{t("locked")}</span>
                <code className="mono max-w-72 truncate text-sm">{value}</code>
              </span>
            ) : (
              <Popover
                label={t("edit")}
                isOpen={open === at}
                onOpenChange={(is) => setOpen(is ? at : undefined)}
                trigger={
                  <AriaButton
                    aria-label={t("editNamed", { condition: said })}
                    className="flex h-full min-w-0 items-center gap-1.5 rounded-md pr-1 pl-2.5 outline-none data-focus-visible:outline-2 data-focus-visible:outline-focus"
                  >
                    <span className="truncate">{lead}</span>
                    {value === "" ? null : <b className="num max-w-60 truncate font-medium text-accent-text">{value}</b>}
                  </AriaButton>
                }
              >
                {(close) => (
                  <Suspense fallback={loading}>
                    <FilterEditor
                      object={object}
                      part={part}
                      onApply={(next) => {
                        put(group.parts.flatMap((each, index) => (index !== at ? [each] : next === undefined ? [] : [next])));
                        close();
                      }}
                    />
                  </Suspense>
                )}
              </Popover>
            )}
            <button
              type="button"
              aria-label={t("remove", { condition: said.slice(0, 120) })}
              onClick={() => put(group.parts.filter((_, index) => index !== at))}
              className="grid size-6 flex-none place-items-center rounded-sm text-muted hover:text-ink max-sm:size-11"
            >
              <Icon name="x" size={14} />
            </button>
          </span>
        );
      })}
      <Popover
        label={t("add")}
        trigger={
          <Button variant="ghost" size="sm" icon="plus">
            {t("title")}
          </Button>
        }
      >
        {(close) => (
          <Suspense fallback={loading}>
            <FilterEditor
              object={object}
              onApply={(next) => {
                if (next !== undefined) put([...group.parts, next]);
                close();
              }}
            />
          </Suspense>
        )}
      </Popover>
      {group.parts.length > 1 ? (
        <Button variant="ghost" size="sm" onPress={() => onChange(undefined)}>
          {t("clear")}
        </Button>
      ) : null}
    </>
  );
}
