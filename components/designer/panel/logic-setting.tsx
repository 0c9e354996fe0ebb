"use client";
import { useContext } from "react";
import type { Json } from "#metadata";
import type { JsonObject } from "../documents.ts";
import { ConditionSetting } from "./condition-setting.tsx";
import { DraftScope } from "./draft-scope.tsx";
import { PanelObject } from "./picks.ts";

/** An expression among the settings of a schema: a condition over the object that another setting names, or a value over that of the panel. */
export function LogicSetting(props: {
  readonly label: string;
  readonly help: string | undefined;
  readonly of: string | undefined;
  /** all values of the panel */
  readonly all: JsonObject | undefined;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}) {
  const { of, all, ...rest } = props;
  const about = useContext(PanelObject);
  const named = of === undefined ? about : all?.[of];
  return (
    <DraftScope>
      <ConditionSetting {...rest} object={typeof named === "string" ? named : ""} isValue={of === undefined} />
    </DraftScope>
  );
}
