"use client";
import { useTranslations } from "use-intl";
import { useLocale } from "use-intl";
import type { Json } from "#metadata";
import { Button, IconButton } from "../../ui/button.tsx";
import { callIt } from "../change-words.ts";
import { type JsonObject, isObject } from "../documents.ts";
import { nameFrom } from "../name.ts";
import { orderedIds, placeBefore } from "../order.ts";
import type { Setting } from "../schema-panel.ts";
import { SettingLine } from "./setting-line.tsx";
import { useState } from "react";
import { TextField } from "../../ui/text-field.tsx";

/** A by-id map in its order: options of a choice and their like. The id is the stored value: chosen once, from the first label. */
export function ItemsSetting(props: {
  readonly label: string;
  readonly of: readonly Setting[];
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly isReadOnly?: boolean;
}) {
  const t = useTranslations("studio.panel");
  const locale = useLocale();
  const map = (isObject(props.value) ? props.value : {}) as JsonObject;
  const ids = orderedIds(map);
  const [open, setOpen] = useState<string>();
  const [fresh, setFresh] = useState("");
  const place = (id: string, before: string | null, item: Json): void => {
    const orders = placeBefore(
      map,
      ids.filter((each) => each !== id),
      id,
      before,
    );
    const next: Record<string, Json> = { ...map, [id]: item };
    for (const [each, order] of orders) next[each] = { ...(next[each] as JsonObject), order };
    props.onChange(next);
  };
  const add = (): void => {
    const label = fresh.trim();
    if (label === "") return;
    place(nameFrom(label, ids, "option"), null, { label: { [locale]: label } });
    setFresh("");
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm text-muted">{props.label}</legend>
      <ul className="flex flex-col rounded-md border border-line">
        {ids.map((id, at) => {
          const name = callIt(map[id], id, locale);
          return (
            <li key={id} className="border-b border-line last:border-0">
              <div className="flex h-8 items-center gap-0.5 pr-0.5 pl-2">
                <button
                  type="button"
                  aria-expanded={open === id}
                  className="ellipsis min-w-0 flex-1 text-left"
                  onClick={() => setOpen(open === id ? undefined : id)}
                >
                  {name} <span className="font-mono text-sm text-faint">{id}</span>
                </button>
                {props.isReadOnly ? null : (
                  <>
                    <IconButton
                      icon="chevron-up"
                      size="sm"
                      label={t("moveUp", { name })}
                      isDisabled={at === 0}
                      onPress={() => place(id, ids[at - 1] ?? null, map[id] as Json)}
                    />
                    <IconButton
                      icon="chevron-down"
                      size="sm"
                      label={t("moveDown", { name })}
                      isDisabled={at === ids.length - 1}
                      onPress={() => place(id, ids[at + 2] ?? null, map[id] as Json)}
                    />
                    <IconButton
                      icon="x"
                      size="sm"
                      label={t("remove", { name })}
                      onPress={() => {
                        const { [id]: _gone, ...rest } = map;
                        props.onChange(rest);
                      }}
                    />
                  </>
                )}
              </div>
              {open === id ? (
                <div className="flex flex-col gap-1.5 border-t border-line bg-surface-sunken p-2">
                  {props.of.map((setting) => (
                    <SettingLine
                      key={setting.key}
                      setting={setting}
                      value={(map[id] as JsonObject)[setting.key]}
                      isReadOnly={props.isReadOnly ?? false}
                      onChange={(value) => {
                        const { [setting.key]: _old, ...rest } = map[id] as JsonObject;
                        props.onChange({ ...map, [id]: value === undefined ? rest : { ...rest, [setting.key]: value } });
                      }}
                    />
                  ))}
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
      {props.isReadOnly ? null : (
        <div
          className="flex gap-1"
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) {
              event.preventDefault();
              add();
            }
          }}
        >
          <TextField label={t("add")} hideLabel size="sm" className="flex-1" value={fresh} onChange={setFresh} placeholder={t("add")} />
          <Button size="sm" icon="plus" isDisabled={fresh.trim() === ""} onPress={add}>
            {t("add")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
