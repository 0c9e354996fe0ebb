"use client";
import { useTranslations } from "use-intl";
import { IconButton } from "../../ui/button.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { Sortable } from "./sortable.tsx";

/** Options of which the order counts: put in order by their handles, found by typing. */
export function OptionsInOrder(props: {
  readonly label: string;
  readonly addLabel: string;
  readonly all: readonly string[];
  readonly labelOf: (id: string) => string;
  readonly value: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  /** at least one stays */
  readonly keepsOne?: boolean;
}) {
  const { value, labelOf, onChange } = props;
  const t = useTranslations("studio.routing");
  const tp = useTranslations("studio.panel");
  const left = props.all.filter((id) => !value.includes(id));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {value.length === 0 ? null : (
        <Sortable
          label={props.label}
          ids={value}
          nameOf={labelOf}
          className="overflow-hidden rounded-md border border-line [&>li:last-child]:border-b-0"
          onMove={(id, before) => {
            const others = value.filter((each) => each !== id);
            onChange(others.toSpliced(before === null ? others.length : others.indexOf(before), 0, id));
          }}
        >
          {(id, at) => (
            <span className="flex min-h-8 min-w-0 items-center gap-2 pr-1">
              <span className="num w-5 flex-none text-right text-sm text-faint">{at + 1}</span>
              <span className="ellipsis flex-1">{labelOf(id)}</span>
              <IconButton
                icon="x"
                size="sm"
                label={tp("remove", { name: labelOf(id) })}
                isDisabled={props.keepsOne === true && value.length === 1}
                onPress={() => onChange(value.filter((each) => each !== id))}
              />
            </span>
          )}
        </Sortable>
      )}
      <ComboBox
        key={value.length}
        size="sm"
        label={props.addLabel}
        hideLabel
        placeholder={props.addLabel}
        items={left.map((id) => ({ id, label: labelOf(id) }))}
        value={null}
        onChange={(id) => id !== null && onChange([...value, id])}
        empty={t("noOptionLeft")}
      />
    </div>
  );
}
