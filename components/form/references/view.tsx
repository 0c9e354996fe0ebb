"use client";
import { useState } from "react";
import { Button, Label, Tag, TagGroup, TagList } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useFound } from "../../render/find-records.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { linkedIn, useTitles } from "../../render/linked.tsx";
import { useObject } from "../../render/scope.tsx";
import { useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { widthClass } from "../width.ts";
import type { references } from "./definition.ts";

/** Several records of one object: chips of those chosen, and one found by typing joins them. */
export const References: View<typeof references> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.form");
  const ti = useTranslations("run.inputs");
  const [name] = bound.field.fieldType.linksTo?.objects(bound.field.settings) ?? [];
  const object = useObject(name);
  const titleOf = useTitleOf();
  const links = linkedIn(bound.field, bound.value ?? []);
  const titles = useTitles(links);
  const [text, setText] = useState("");
  const found = useFound(object, name, text);
  const chosen = links.map(({ id }) => id);
  const items = (found.data?.data ?? [])
    .filter((record) => !chosen.includes(record.id))
    .map((record) => ({ id: record.id, label: titleOf(object, record) }));
  const set = (ids: readonly string[]) => bound.onChange(ids.length === 0 ? undefined : ids);
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <ComboBox
        label={bound.label}
        help={bound.help}
        error={bound.error}
        size="lg"
        items={items}
        value={null}
        inputValue={text}
        onInputChange={setText}
        onChange={(id) => {
          if (id === null) return;
          set([...chosen, id]);
          setText("");
        }}
        onBlur={() => {
          setText("");
          bound.onBlur();
        }}
        placeholder={bound.placeholder ?? t("search")}
        empty={t("noMatch")}
        isRequired={bound.isRequired}
        isReadOnly={bound.isReadOnly}
      />
      {links.length === 0 ? null : (
        <TagGroup selectionMode="none" {...(bound.isReadOnly ? {} : { onRemove: (keys) => set(chosen.filter((id) => !keys.has(id))) })}>
          <Label className="sr-only">{bound.label}</Label>
          <TagList className="flex flex-wrap gap-1">
            {links.map(({ id }) => {
              const title = titles.get(id) ?? "…";
              return (
                <Tag
                  key={id}
                  id={id}
                  textValue={title}
                  className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-sm border border-line-strong bg-surface pr-0.5 pl-[7px] text-sm outline-none data-focus-visible:outline-2 data-focus-visible:outline-focus"
                >
                  <span className="ellipsis">{title}</span>
                  {bound.isReadOnly ? null : (
                    <Button
                      slot="remove"
                      aria-label={ti("remove", { name: title })}
                      className="grid size-6 place-items-center rounded-sm text-muted data-hovered:text-ink"
                    >
                      <Icon name="x" size={12} />
                    </Button>
                  )}
                </Tag>
              );
            })}
          </TagList>
        </TagGroup>
      )}
    </div>
  );
}
