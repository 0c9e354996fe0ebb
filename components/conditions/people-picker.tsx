"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ShownField } from "../render/object.ts";
import { usePeople, usePeopleFound } from "../render/people.ts";
import { isAsker } from "./condition.ts";
import { PickSeveral } from "./pick-several.tsx";
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
  const t = useTranslations("run.filter");
  const askerWords = useAskerWords();
  const by = holdsBy(props.field);
  const [typed, setTyped] = useState("");
  const found = usePeopleFound(typed);
  const named = usePeople(props.value.filter((each) => !isAsker(each)));
  const wanted = typed.trim().toLocaleLowerCase();
  const items = [
    ...(props.single ? [] : by ? askers.by : askers.ids).map((id) => ({ id: id as string, label: askerWords(id), icon: "users" })),
    ...found.map(({ id, name }) => ({ id: by ? `user:${id}` : id, label: name, avatar: name })),
  ].filter(({ label }) => label.toLocaleLowerCase().includes(wanted));
  return (
    <PickSeveral
      label={t("value")}
      hideLabel
      items={items}
      nameOf={(id) => (isAsker(id) ? askerWords(id) : (named.find((each) => each.id === id)?.name ?? "…"))}
      onType={setTyped}
      value={props.value}
      onChange={props.onChange}
      single={props.single}
    />
  );
}
