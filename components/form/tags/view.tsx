"use client";
import { useId, useRef, useState } from "react";
import { Button, Label, Tag, TagGroup, TagList } from "react-aria-components";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { InputFrame } from "../input-frame.tsx";
import { widthClass } from "../width.ts";
import type { tags } from "./definition.ts";

/** Words of one's own: Enter or a comma makes a tag of what is typed, Backspace in the empty field takes the last away. */
export const Tags: View<typeof tags> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const chosen = Array.isArray(bound.value) ? (bound.value as string[]) : [];
  const { suggestions = [] } = bound.field.settings as { suggestions?: readonly string[] };
  const set = (next: readonly string[]) => bound.onChange(next.length === 0 ? undefined : next);
  const add = (typed: string) => {
    const fresh = typed
      .split(/[,，、;；\n]/u)
      .map((each) => each.trim())
      .filter((each) => each !== "");
    if (fresh.length > 0) set([...new Set([...chosen, ...fresh])]);
    setText("");
  };
  return (
    <InputFrame bound={bound} className={className}>
      {({ control, foot }) => (
        <div
          className={cx(
            "control h-auto min-h-10 flex-wrap gap-1 py-1 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus max-sm:min-h-11",
            bound.error !== undefined && "border-danger-fill",
            bound.isReadOnly && "bg-surface-sunken",
          )}
          onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
        >
          {chosen.length === 0 ? null : (
            <TagGroup
              selectionMode="none"
              {...(bound.isReadOnly
                ? {}
                : {
                    onRemove: (keys) => {
                      set(chosen.filter((each) => !keys.has(each)));
                      input.current?.focus();
                    },
                  })}
              className="contents"
            >
              <Label className="sr-only">{bound.label}</Label>
              <TagList className="contents">
                {chosen.map((each) => (
                  <Tag
                    key={each}
                    id={each}
                    textValue={each}
                    className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-sm bg-neutral-soft pr-0.5 pl-[7px] text-sm outline-none data-focus-visible:outline-2 data-focus-visible:outline-focus"
                  >
                    <span className="ellipsis">{each}</span>
                    {bound.isReadOnly ? null : (
                      <Button
                        slot="remove"
                        aria-label={t("remove", { name: each })}
                        className="grid size-6 place-items-center rounded-sm text-muted data-hovered:text-ink"
                      >
                        <Icon name="x" size={12} />
                      </Button>
                    )}
                  </Tag>
                ))}
              </TagList>
            </TagGroup>
          )}
          <input
            ref={input}
            id={control}
            name={bound.field.name}
            list={suggestions.length === 0 ? undefined : list}
            value={text}
            readOnly={bound.isReadOnly}
            aria-invalid={bound.error !== undefined}
            aria-required={bound.isRequired}
            aria-describedby={foot}
            autoComplete="off"
            placeholder={chosen.length === 0 ? (bound.placeholder ?? t("addTag")) : ""}
            className="h-6 min-w-12 flex-1 bg-transparent outline-none placeholder:text-faint"
            onChange={(event) => {
              const next = event.target.value;
              // a suggestion that was picked comes whole
              if (/[,，、;；]/u.test(next) || (suggestions.includes(next) && !next.startsWith(text))) add(next);
              else setText(next);
            }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === "Enter" && text.trim() !== "") {
                event.preventDefault();
                event.stopPropagation();
                add(text);
              } else if (event.key === "Backspace" && text === "" && chosen.length > 0 && !bound.isReadOnly) set(chosen.slice(0, -1));
            }}
            onBlur={() => {
              add(text);
              bound.onBlur();
            }}
          />
          {suggestions.length === 0 ? null : (
            <datalist id={list}>
              {suggestions
                .filter((each) => !chosen.includes(each))
                .map((each) => (
                  <option key={each} value={each} />
                ))}
            </datalist>
          )}
        </div>
      )}
    </InputFrame>
  );
}
