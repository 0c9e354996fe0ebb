"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useFound } from "../render/find-records.ts";
import { useTitles } from "../render/linked.tsx";
import { useObject } from "../render/scope.tsx";
import { useTitleOf } from "../render/value.tsx";
import { ComboBox } from "../ui/combo-box.tsx";
import { Picked } from "./picked.tsx";

/** Records of an object, found by typing. */
export function RecordsPicker(props: {
  readonly object: string;
  readonly value: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly single: boolean;
}) {
  const { value } = props;
  const t = useTranslations("run.filter");
  const tf = useTranslations("run.form");
  const object = useObject(props.object);
  const titleOf = useTitleOf();
  const titles = useTitles(value.map((id) => ({ object: props.object, id })));
  const [typed, setTyped] = useState("");
  const found = useFound(object, props.object, typed);
  const items = (found.data?.data ?? [])
    .filter((record) => !value.includes(record.id))
    .map((record) => ({ id: record.id, label: titleOf(object, record) }));
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <ComboBox
        label={t("value")}
        hideLabel
        items={items}
        value={null}
        inputValue={typed}
        onInputChange={setTyped}
        onChange={(id) => {
          if (id === null) return;
          props.onChange(props.single ? [id] : [...value, id]);
          setTyped("");
        }}
        onBlur={() => setTyped("")}
        placeholder={tf("search")}
        empty={tf("noMatch")}
      />
      <Picked
        label={t("value")}
        items={value.map((id) => ({ id, label: titles.get(id) ?? "…" }))}
        onRemove={(ids) => props.onChange(value.filter((id) => !ids.has(id)))}
      />
    </div>
  );
}
