"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Json, Logic } from "#metadata";
import { logicOf, noConditions, type Group } from "../../conditions/condition.ts";
import { GroupEditor } from "../../conditions/group-editor.tsx";
import { readGroup } from "../../conditions/read-logic.ts";
import { useObject } from "../../render/index.ts";
import { IconButton } from "../../ui/button.tsx";
import { sameJson } from "../documents.ts";
import { JsonSetting } from "./json-setting.tsx";

/**
 * An expression over the records of an object: as conditions where they can say it, else and on request as it is written.
 * Stands below <DraftScope>.
 */
export function ConditionSetting(props: {
  readonly label: string;
  readonly help?: string | undefined;
  readonly object: string;
  readonly value: Logic | undefined;
  readonly onChange: (value: Logic | undefined) => void;
}) {
  const { label, help, value, onChange } = props;
  const t = useTranslations("studio.condition");
  const object = useObject(props.object);
  const [group, setGroup] = useState<Group>(() => (value === undefined ? noConditions : readGroup(value)));
  const [asCode, setCode] = useState(false);
  useEffect(() => {
    // only what comes from elsewhere replaces what is put together here
    if (!sameJson(logicOf(group), value)) setGroup(value === undefined ? noConditions : readGroup(value));
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value]);
  return (
    <div role="group" aria-label={label} className="flex min-w-0 flex-col gap-1">
      <div className="flex items-center gap-2">
        <span className="flex-1 text-sm text-muted">{label}</span>
        <IconButton
          icon="code"
          size="sm"
          isOn={asCode}
          label={asCode ? t("asConditions", { label }) : t("asCode", { label })}
          onPress={() => setCode(!asCode)}
        />
      </div>
      {asCode || object === undefined ? (
        <JsonSetting label={t("expression")} value={value as Json | undefined} onChange={onChange} />
      ) : (
        <GroupEditor
          object={object}
          group={group}
          onChange={(next) => {
            setGroup(next);
            const logic = logicOf(next);
            if (!sameJson(logic, value)) onChange(logic);
          }}
        />
      )}
      {help === undefined ? null : <p className="text-sm text-muted">{help}</p>}
    </div>
  );
}
