"use client";
import { nanoid } from "nanoid";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { Json, ObjectDocument } from "#metadata";
import { useText } from "../../../i18n/index.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { type JsonObject, valueAt } from "../../documents.ts";
import { orderedIds } from "../../order.ts";
import { useStudio } from "../../studio-context.tsx";

export type SetThing = (path: readonly string[], value: Json | undefined) => void;

/** Rules of one kind that an object has, in their order: each opens to its settings. */
export function Things(props: {
  readonly object: ObjectDocument;
  /** where the by-id map stands in the document */
  readonly path: readonly string[];
  readonly title: string;
  readonly help: string;
  readonly empty: string;
  readonly addLabel: string;
  /** what a new one is; undefined: none can be made yet */
  readonly fresh: () => JsonObject | undefined;
  readonly say: (item: JsonObject) => ReactNode;
  readonly settings: (item: JsonObject, set: SetThing) => ReactNode;
}) {
  const { object, path } = props;
  const t = useTranslations("studio.panel");
  const text = useText();
  const { workspace } = useStudio();
  const [open, setOpen] = useState<string>();
  const key = `object/${object.name}` as const;
  const map = (valueAt(object, path) ?? {}) as JsonObject;
  const ids = orderedIds(map);
  const told = { key: "setObject", values: { name: text(object.label, object.name) } } as const;
  const set = (id: string): SetThing => {
    return (inner, value) =>
      void workspace.run(
        told,
        { do: "set", document: key, path: [...path, id, ...inner], value },
        `object ${object.name} ${[...path, id, ...inner].join(" ")}`,
      );
  };
  const add = () => {
    const value = props.fresh();
    if (value === undefined) return;
    const id = nanoid(8).replaceAll("-", "_");
    if (workspace.run(told, { do: "add", document: key, path, id, value, before: null, among: ids })) setOpen(id);
  };
  return (
    <section className="border-b border-line px-4 py-4 last:border-0">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{props.title}</h2>
          <p className="text-sm text-muted">{props.help}</p>
        </div>
        <Button size="sm" icon="plus" onPress={add} isDisabled={props.fresh() === undefined}>
          {props.addLabel}
        </Button>
      </header>
      {ids.length === 0 ? (
        <EmptyState title={props.empty} className="px-0 py-3" />
      ) : (
        <ul className="mt-3 border-t border-line">
          {ids.map((id, at) => {
            const item = map[id] as JsonObject;
            const name = t("place", { place: at + 1 });
            return (
              <li key={id} className="border-b border-line">
                <div className="flex min-h-9 items-center gap-1">
                  <button
                    type="button"
                    aria-expanded={open === id}
                    onClick={() => setOpen(open === id ? undefined : id)}
                    className="flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-sm text-left hover:bg-surface-hover"
                  >
                    <Icon name={open === id ? "chevron-down" : "chevron-right"} size={14} className="flex-none text-muted" />
                    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">{props.say(item)}</span>
                  </button>
                  <IconButton
                    icon="chevron-up"
                    size="sm"
                    label={t("moveUp", { name })}
                    isDisabled={at === 0}
                    onPress={() => void workspace.run(told, { do: "move", document: key, path, id, before: ids[at - 1] ?? null })}
                  />
                  <IconButton
                    icon="chevron-down"
                    size="sm"
                    label={t("moveDown", { name })}
                    isDisabled={at === ids.length - 1}
                    onPress={() => void workspace.run(told, { do: "move", document: key, path, id, before: ids[at + 2] ?? null })}
                  />
                  <IconButton
                    icon="trash-2"
                    size="sm"
                    label={t("remove", { name })}
                    onPress={() => void workspace.run(told, { do: "remove", document: key, path: [...path, id] })}
                  />
                </div>
                {open === id ? <div className="flex max-w-180 flex-col gap-3 pt-1 pb-4 pl-6">{props.settings(item, set(id))}</div> : null}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
