"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import type { ShownObject } from "../render/object.ts";
import { IconButton } from "../ui/button.tsx";
import { logicOf, noConditions, type Group } from "./condition.ts";
import { GroupEditor } from "./group-editor.tsx";
import { LogicLine } from "./logic-line.tsx";
import { LogicText } from "./logic-text.tsx";
import { shownAsConditions } from "./query.ts";

const sameLogic = (one: Logic | undefined, other: Logic | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * An expression over the records of an object, or over facts: put together as conditions where they can say it, else and on request as it is
 * written; in words below. Stands below <DraftScope>.
 */
export function LogicEditor(props: {
  readonly label: string;
  readonly help?: string | undefined;
  /** undefined: not known here, so only code */
  readonly object: ShownObject | undefined;
  readonly value: Logic | undefined;
  readonly onChange: (value: Logic | undefined) => void;
  /** values that are no conditions: only code, and words below */
  readonly isValue?: boolean;
}) {
  const { label, value, object, onChange } = props;
  const t = useTranslations("studio.condition");
  const te = useTranslations("studio.expression");
  // what is half said is no expression yet: it is kept here until it is
  const [held, setHeld] = useState<{ readonly group: Group; readonly says: Logic | undefined }>();
  const [asCode, setCode] = useState(false);
  const shown = held !== undefined && sameLogic(held.says, value) ? held.group : shownAsConditions(value);
  const onlyCode = object === undefined || props.isValue === true || shown === undefined;
  return (
    <div role="group" aria-label={label} className="flex min-w-0 flex-col gap-1">
      <div className="flex min-h-7 items-center gap-2">
        <span className="flex-1 text-sm text-muted">{label}</span>
        {onlyCode ? null : (
          <IconButton
            icon="code"
            size="sm"
            isOn={asCode}
            label={asCode ? t("asConditions", { label }) : t("asCode", { label })}
            onPress={() => setCode(!asCode)}
          />
        )}
      </div>
      {onlyCode || asCode ? (
        <LogicText
          label={t("expression")}
          hideLabel
          value={value}
          onChange={onChange}
          help={onlyCode && object !== undefined && props.isValue !== true ? te("onlyCode") : undefined}
        />
      ) : (
        <GroupEditor
          object={object}
          group={shown ?? noConditions}
          onChange={(group) => {
            const says = logicOf(group);
            setHeld({ group, says });
            if (!sameLogic(says, value)) onChange(says);
          }}
        />
      )}
      {object === undefined || typeof value !== "object" ? null : <LogicLine object={object} logic={value} />}
      {props.help === undefined ? null : <p className="text-sm text-muted">{props.help}</p>}
    </div>
  );
}
