"use client";
import { Button, Label, Tag, TagGroup, TagList } from "react-aria-components";
import { useTranslations } from "use-intl";
import { Icon } from "../ui/icon.tsx";

/** What was picked so far, each to be taken away again. */
export function Picked(props: {
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly label: string }[];
  readonly onRemove: (ids: ReadonlySet<unknown>) => void;
}) {
  const t = useTranslations("run.inputs");
  if (props.items.length === 0) return null;
  return (
    <TagGroup selectionMode="none" onRemove={props.onRemove}>
      <Label className="sr-only">{props.label}</Label>
      <TagList className="flex flex-wrap gap-1">
        {props.items.map(({ id, label }) => (
          <Tag
            key={id}
            id={id}
            textValue={label}
            className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-sm border border-line-strong bg-surface pr-0.5 pl-[7px] text-sm outline-none data-focus-visible:outline-2 data-focus-visible:outline-focus"
          >
            <span className="ellipsis">{label}</span>
            <Button
              slot="remove"
              aria-label={t("remove", { name: label })}
              className="grid size-6 place-items-center rounded-sm text-muted data-hovered:text-ink"
            >
              <Icon name="x" size={12} />
            </Button>
          </Tag>
        ))}
      </TagList>
    </TagGroup>
  );
}
