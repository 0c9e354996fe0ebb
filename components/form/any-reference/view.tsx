"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useFound } from "../../render/find-records.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { linkedIn, useTitles } from "../../render/linked.tsx";
import { useObject, useScope } from "../../render/scope.tsx";
import { useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { Select } from "../../ui/select.tsx";
import { FoundBox } from "../found-box.tsx";
import { useFoundText } from "../found-text.ts";
import { InputFrame } from "../input-frame.tsx";
import { widthClass } from "../width.ts";
import type { anyReference } from "./definition.ts";

/** A record of one of several objects: first of which, then which one. */
export const AnyReference: View<typeof anyReference> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const text = useText();
  const { documents } = useScope();
  const objects = bound.field.fieldType.linksTo?.objects(bound.field.settings) ?? [];
  const [link] = bound.value === undefined || bound.value === null ? [] : linkedIn(bound.field, bound.value);
  const [wanted, setWanted] = useState<string>();
  const name = wanted ?? link?.object ?? objects[0];
  const object = useObject(name);
  const titleOf = useTitleOf();
  const title = useTitles(link === undefined ? [] : [link]).get(link?.id ?? "") ?? "";
  const here = link !== undefined && link.object === name ? link.id : undefined;
  const words = useFoundText(here, here === undefined ? "" : title);
  const found = useFound(object, name, words.typed ?? "");
  // the frame says what helps and what is wrong, and knows when both parts are left
  const record: BoundField = {
    ...bound,
    label: t("whichRecord", { field: bound.label }),
    help: undefined,
    error: undefined,
    onBlur: () => undefined,
    onChange: (id) => bound.onChange(id === undefined || name === undefined ? undefined : { object: name, id }),
  };
  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {() => (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-2">
          <Select
            label={t("whichObject", { field: bound.label })}
            hideLabel
            size="lg"
            items={objects.map((each) => ({
              id: each,
              label: text(Object.hasOwn(documents.object, each) ? documents.object[each]?.label : undefined, each),
            }))}
            value={name ?? null}
            isReadOnly={bound.isReadOnly}
            onChange={(next) => {
              setWanted(next);
              words.leave();
              if (link !== undefined && link.object !== next) bound.onChange(undefined);
            }}
          />
          <FoundBox
            bound={record}
            hideLabel
            className={undefined}
            id={here}
            words={words}
            found={(found.data?.data ?? []).map((each) => ({ id: each.id, label: titleOf(object, each) }))}
          />
        </div>
      )}
    </InputFrame>
  );
}
