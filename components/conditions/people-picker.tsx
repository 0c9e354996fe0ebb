"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ShownField } from "../render/object.ts";
import { usePeople, usePeopleFound } from "../render/people.ts";
import { ComboBox } from "../ui/combo-box.tsx";
import { isAsker } from "./condition.ts";
import { Picked } from "./picked.tsx";
import { holdsBy } from "./places.ts";
import { useAskerWords } from "./words.ts";

const askers = {
  ids: ["$user.id", "$user.mateIds", "$user.belowIds", "$user.aboveIds"],
  by: ["$user.by", "$user.mateBy", "$user.belowBy", "$user.aboveBy"],
} as const;

/** People by name, and those who are known by how they stand to who asks: me, my teams, the people under and above me. */
export function PeoplePicker(props: {
  readonly field: ShownField;
  readonly value: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly single: boolean;
}) {
  const { value } = props;
  const t = useTranslations("run.filter");
  const tf = useTranslations("run.form");
  const askerWords = useAskerWords();
  const by = holdsBy(props.field);
  const [typed, setTyped] = useState("");
  const found = usePeopleFound(typed);
  const named = usePeople(value.filter((each) => !isAsker(each)));
  const wanted = typed.trim().toLocaleLowerCase();
  const items = [
    ...(props.single ? [] : by ? askers.by : askers.ids).map((id) => ({ id: id as string, label: askerWords(id), icon: "users" })),
    ...found.map(({ id, name }) => ({ id: by ? `user:${id}` : id, label: name, avatar: name })),
  ].filter((item) => !value.includes(item.id) && item.label.toLocaleLowerCase().includes(wanted));
  const nameOf = (id: string): string => (isAsker(id) ? askerWords(id) : (named.find((each) => each.id === id)?.name ?? "…"));
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
        items={value.map((id) => ({ id, label: nameOf(id) }))}
        onRemove={(ids) => props.onChange(value.filter((id) => !ids.has(id)))}
      />
    </div>
  );
}
