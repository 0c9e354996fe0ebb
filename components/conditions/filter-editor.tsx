"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ShownObject } from "../render/object.ts";
import { Button } from "../ui/button.tsx";
import type { Group, Part } from "./condition.ts";
import { firstCondition, GroupEditor } from "./group-editor.tsx";
import { isSaidTo } from "./query.ts";

/** Makes or changes one part of a filter: a condition, or several of which any or all must hold. */
export function FilterEditor(props: {
  readonly object: ShownObject;
  readonly part?: Part | undefined;
  /** undefined: nothing is left of it */
  readonly onApply: (part: Part | undefined) => void;
}) {
  const t = useTranslations("run.filter");
  const [group, setGroup] = useState<Group>(() => {
    const { part } = props;
    if (part?.kind === "group") return part;
    return { kind: "group", all: true, parts: [part ?? firstCondition(props.object)] };
  });
  const ready = isSaidTo(group);
  return (
    <form
      className="flex w-[min(600px,calc(100vw-40px))] flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        // lists, calendars and their like stand in the form too, and are no answer to it
        event.stopPropagation();
        if (ready) props.onApply(group.parts.length > 1 ? group : group.parts[0]);
      }}
    >
      <GroupEditor object={props.object} group={group} onChange={setGroup} keepsOne />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" size="sm" isDisabled={!ready}>
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}
