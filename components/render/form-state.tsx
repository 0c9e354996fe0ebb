"use client";
import { useContext, useMemo } from "react";
import { useController, useWatch } from "react-hook-form";
import { useTranslations } from "use-intl";
import { useText } from "../i18n/provider.tsx";
import { useNodeOf } from "./node-context.tsx";
import { fieldStateAt, FormContext, type FormState } from "./form-context.ts";
import { useNothingOffered } from "./nothing-offered.ts";
import { isWritable, listedOptions, type Option, type ShownField } from "./object.ts";
import { offeredOptions, readValues, statesOffered, type Values } from "./rules.ts";
import { useGrant, useScope } from "./scope.tsx";
import { inOrder, type Text } from "#metadata";

/** @throws outside of a form: a bound component cannot stand alone. */
export function useFormState(): FormState {
  const state = useContext(FormContext);
  if (state === undefined) throw new Error("This component shows a field and needs a form around it");
  return state;
}

/** All values of a form as they stand, typed or read. */
export const useValuesOf: FormState["useValuesOf"] = (control) => useWatch({ control }) as Values;

/** The same of the form around. */
export function useFormValues(): Values {
  return useValuesOf(useFormState().control);
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

/** Given once, when the record is made. */
const isFixed = ({ fieldType, settings }: ShownField): boolean => fieldType.fixed?.(settings) === true;

/** One field of the form: its value, its words, what its rules say now. Undefined when the object has no such field. */
export function useBoundField(props: BoundProps): BoundField | undefined {
  const form = useFormState();
  const node = useNodeOf();
  const text = useText();
  const t = useTranslations("common");
  const grant = useGrant(form.object.name);
  const field = form.object.byName.get(props.field);
  const typed = useFormValues();
  const { field: input, fieldState } = useController({ control: form.control, name: `${form.at ?? ""}${props.field}` });
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
    // what is taken out is null: of undefined the form would think that it was never touched, and show what it began with
    onChange: (value) => input.onChange(value === undefined ? null : value),
    onBlur: input.onBlur,
    label: text(props.label ?? field.label, field.name),
    help: help === "" ? undefined : help,
    placeholder: placeholder === "" ? undefined : placeholder,
    error: fault === undefined ? undefined : (fault.message ?? t("problem.invalid")),
    isRequired: state.required,
    isReadOnly: form.isReadOnly || state.readOnly || !isWritable(field, grant) || (form.mode === "edit" && isFixed(field)),
  };
}

/** The options of a field of choices: those its settings list, narrowed to what its decision table gives for this record. */
export function useOptions(field: ShownField): { readonly options: readonly Option[]; readonly offeredBy: string | undefined } {
  const form = useFormState();
  const { documents, user, grants } = useScope();
  // the studio may all
  const roles = grants === undefined ? undefined : user.roles;
  const values = useFormValues();
  const offered = useMemo(
    () => offeredOptions(field, form.object, documents, values, form.context, optionsOfAddress(documents.object)),
    [field, form, documents, values],
  );
  useNothingOffered(offered, field, form.object, values, form.context);
  return useMemo(() => {
    const all = statesOffered(field, listedOptions(field), form, values, roles);
    if (field.offeredBy === undefined || offered === undefined) return { options: all, offeredBy: undefined };
    const byId = new Map(all.map((option) => [option.id, option]));
    return { options: offered.map((id) => byId.get(id) ?? { id, label: id }), offeredBy: field.offeredBy.table };
  }, [field, form, offered, values, roles]);
}

const optionsOfAddress =
  (
    objects: Readonly<Record<string, { readonly fields: Readonly<Record<string, { readonly name: string; readonly config?: unknown }>> }>>,
  ) =>
  (address: string): readonly string[] | undefined => {
    const [object = "", name] = address.split(".");
    const document = Object.hasOwn(objects, object) ? objects[object] : undefined;
    const field = Object.values(document?.fields ?? {}).find((each) => each.name === name);
    const options = (field?.config as { options?: Readonly<Record<string, { readonly order: string }>> } | undefined)?.options;
    return options === undefined ? undefined : inOrder(options).map(({ id }) => id);
  };
