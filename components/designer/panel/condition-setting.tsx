"use client";
import type { Logic } from "#metadata";
import { LogicEditor } from "../../conditions/logic-editor.tsx";
import { useObject } from "../../render/index.ts";

/** An expression over the records of an object, by its name. Stands below <DraftScope>. */
export function ConditionSetting(props: {
  readonly label: string;
  readonly help?: string | undefined;
  readonly object: string;
  readonly value: Logic | undefined;
  readonly onChange: (value: Logic | undefined) => void;
  readonly isValue?: boolean;
}) {
  const { object, ...rest } = props;
  return <LogicEditor {...rest} object={useObject(object)} />;
}
