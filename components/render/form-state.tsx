"use client";
import { createContext, useContext, useMemo } from "react";
import { useController, useWatch, type Control } from "react-hook-form";
import { useTranslations } from "use-intl";
import { useText } from "../i18n/provider.tsx";
import { useNodeOf } from "./node-context.tsx";
import { isWritable, listedOptions, type Option, type ShownField, type ShownObject } from "./object.ts";
import { holds, offeredOptions, readValues, stateOf, type FieldState, type RuleContext, type Values } from "./rules.ts";
import { useGrant, useScope } from "./scope.tsx";
import type { Node, Text } from "#metadata";

export interface FormState {
  readonly object: ShownObject;
  readonly control: Control<Record<string, unknown>>;
  readonly context: RuleContext;
  readonly mode: "create" | "edit";
  readonly isReadOnly: boolean;
  /** the record that is changed; undefined while it is made */
  readonly recordId: string | undefined;
}
const FormContext = createContext<FormState | undefined>(undefined);
export const FormProvider = FormContext;

/** @throws outside of a form: a bound component cannot stand alone. */
export function useFormState(): FormState {
  const state = useContext(FormContext);
  if (state === undefined) throw new Error("This component shows a field and needs a form around it");
  return state;
}
export const useMaybeForm = (): FormState | undefined => useContext(FormContext);

/** All values as they stand, typed or read. */
export function useFormValues(): Values {
  const { control } = useFormState();
  return useWatch({ control }) as Values;
}

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

export interface BoundField {
  readonly field: ShownField;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly onBlur: () => void;
  readonly label: string;
  readonly help: string | undefined;
  readonly placeholder: string | undefined;
  readonly error: string | undefined;
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
}

interface BoundProps {
  readonly field: string;
  readonly label?: Text | undefined;
  readonly help?: Text | undefined;
  readonly placeholder?: Text | undefined;
}

/** One field of the form: its value, its words, what its rules say now. Undefined when the object has no such field. */
export function useBoundField(props: BoundProps): BoundField | undefined {
  const form = useFormState();
  const node = useNodeOf();
  const text = useText();
  const t = useTranslations("common");
  const grant = useGrant(form.object.name);
  const field = form.object.byName.get(props.field);
  const typed = useFormValues();
  const { field: input, fieldState } = useController({ control: form.control, name: props.field });
  const state = useMemo(
    () => (field === undefined ? undefined : fieldStateAt(field, node, form, readValues(form.object, typed))),
    [field, node, form, typed],
  );
  if (field === undefined || state === undefined) return undefined;
  const fault = fieldState.error;
  const help = text(props.help ?? field.help);
  const placeholder = text(props.placeholder);
  return {
    field,
    value: input.value,
    onChange: input.onChange,
    onBlur: input.onBlur,
    label: text(props.label ?? field.label, field.name),
    help: help === "" ? undefined : help,
    placeholder: placeholder === "" ? undefined : placeholder,
    error: fault === undefined ? undefined : (fault.message ?? t("problem.invalid")),
    isRequired: state.required,
    isReadOnly: form.isReadOnly || state.readOnly || !isWritable(field, grant),
  };
}

/** The options of a field of choices: those its settings list, narrowed to what its decision table gives for this record. */
export function useOptions(field: ShownField): { readonly options: readonly Option[]; readonly offeredBy: string | undefined } {
  const form = useFormState();
  const { documents } = useScope();
  const values = useFormValues();
  return useMemo(() => {
    const all = listedOptions(field);
    const rule = field.offeredBy;
    if (rule === undefined) return { options: all, offeredBy: undefined };
    const table = Object.hasOwn(documents.table, rule.table) ? documents.table[rule.table] : undefined;
    const offered = offeredOptions(field, form.object, table, values, form.context, optionsOfAddress(documents.object));
    if (offered === undefined) return { options: all, offeredBy: undefined };
    const byId = new Map(all.map((option) => [option.id, option]));
    return { options: offered.map((id) => byId.get(id) ?? { id, label: id }), offeredBy: rule.table };
  }, [field, form, documents, values]);
}

const optionsOfAddress =
  (
    objects: Readonly<Record<string, { readonly fields: Readonly<Record<string, { readonly name: string; readonly config?: unknown }>> }>>,
  ) =>
  (address: string): readonly string[] | undefined => {
    const [object = "", name] = address.split(".");
    const document = Object.hasOwn(objects, object) ? objects[object] : undefined;
    const field = Object.values(document?.fields ?? {}).find((each) => each.name === name);
    const options = (field?.config as { options?: object } | undefined)?.options;
    return options === undefined ? undefined : Object.keys(options);
  };
