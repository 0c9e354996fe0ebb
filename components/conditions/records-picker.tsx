"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useFound } from "../render/find-records.ts";
import { useTitles } from "../render/linked.tsx";
import { useObject } from "../render/scope.tsx";
import { useTitleOf } from "../render/value.tsx";
import { PickSeveral } from "./pick-several.tsx";

/** Records of an object, found by typing. */
export function RecordsPicker(props: {
  readonly object: string;
  readonly value: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly single: boolean;
}) {
  const t = useTranslations("run.filter");
  const object = useObject(props.object);
  const titleOf = useTitleOf();
  const titles = useTitles(props.value.map((id) => ({ object: props.object, id })));
  const [typed, setTyped] = useState("");
  const found = useFound(object, props.object, typed);
  return (
    <PickSeveral
      label={t("value")}
      hideLabel
      items={(found.data?.data ?? []).map((record) => ({ id: record.id, label: titleOf(object, record) }))}
      nameOf={(id) => titles.get(id) ?? "…"}
      onType={setTyped}
      value={props.value}
      onChange={props.onChange}
      single={props.single}
    />
  );
}
