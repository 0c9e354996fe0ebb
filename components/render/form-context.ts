"use client";
import { createContext, useContext } from "react";
import type { Control } from "react-hook-form";
import type { Node } from "#metadata";
import type { ShownField, ShownObject } from "./object.ts";
import { holds, stateOf, type FieldState, type RuleContext, type Values } from "./rules.ts";

export interface FormState {
  readonly object: ShownObject;
  readonly control: Control<Record<string, unknown>>;
  /** all values as they stand, typed or read: what watches them comes with the form */
  readonly useValuesOf: (control: FormState["control"]) => Values;
  /** where the values stand among those of `control`: "items.0." for a line; absent: at the top */
  readonly at?: string;
  /** lays in what was saved before, without taking it for something typed */
  readonly settle?: (name: string, value: unknown) => void;
  /** what has to end before the form is saved: files on their way; false = it went wrong, and the form stays */
  readonly beforeSave?: Set<() => Promise<boolean>>;
  readonly context: RuleContext;
  /** the values as they are saved: what a state may follow; absent or empty: nothing is yet */
  readonly saved?: Values | undefined;
  readonly mode: "create" | "edit";
  readonly isReadOnly: boolean;
  /** the record that is changed; undefined while it is made */
  readonly recordId: string | undefined;
}
export const FormContext = createContext<FormState | undefined>(undefined);

export const useMaybeForm = (): FormState | undefined => useContext(FormContext);

/** What holds for a field at the place of `node`: the field's own rules and the node's. */
export function fieldStateAt(
  field: ShownField,
  node: Node | undefined,
  form: Pick<FormState, "object" | "context">,
  values: Values,
): FieldState {
  const own = stateOf(field, form.object, values, form.context);
  if (node === undefined) return own;
  return {
    visible: own.visible && holds(node.visible, form.object, values, form.context, true),
    required: own.required || holds(node.required, form.object, values, form.context, false),
    readOnly: own.readOnly || holds(node.readOnly, form.object, values, form.context, false),
  };
}
