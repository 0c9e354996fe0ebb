"use client";
import { useEffect, useMemo, useRef, type ComponentType } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useTimeZone, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { useText } from "../i18n/provider.tsx";
import { FormContext, type FormState } from "../render/form-context.ts";
import { useValuesOf } from "../render/form-state.tsx";
import { NodeContext } from "../render/node-context.tsx";
import { listedOptions, type ShownField, type ShownObject } from "../render/object.ts";
import { readField } from "../render/rules.ts";
import { useScope, useViews } from "../render/scope.tsx";
import type { PlacedNode, ViewProps } from "../render/view.ts";
import { DateField, DateTimeField } from "../ui/date-field.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Select } from "../ui/select.tsx";
import { TagPicker } from "../ui/tag-picker.tsx";
import { TextField } from "../ui/text-field.tsx";
import { takesList, type Comparison } from "./condition.ts";
import { PeoplePicker } from "./people-picker.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import { kindOf, ownField, targetOf, type Place } from "./places.ts";
import { RecordsPicker } from "./records-picker.tsx";

interface ValueProps {
  readonly place: Place;
  readonly is: Comparison;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

const list = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(String) : typeof value === "string" ? [value] : [];

/** The value a condition compares with, typed as the field's values are. */
export function ValueInput(props: ValueProps) {
  const { place, is, value, onChange } = props;
  const t = useTranslations("run.filter");
  const tc = useTranslations("common");
  const text = useText();
  const field = ownField(place.field);
  const kind = kindOf(place.field);
  const several = takesList(is);
  const changed = (values: readonly Json[]) => onChange(values.length === 0 ? undefined : several ? values : values[0]);
  const label = t("value");
  if (is === "during") return <PeriodPicker value={value} onChange={onChange} />;
  switch (kind) {
    case "options": {
      const items = listedOptions(field).map((option) => ({ id: option.id, label: text(option.label) }));
      return several ? (
        <TagPicker label={label} hideLabel items={items} value={list(value)} onChange={changed} placeholder={t("choose")} />
      ) : (
        <Select
          label={label}
          hideLabel
          items={items}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
          placeholder={t("choose")}
        />
      );
    }
    case "people":
      return <PeoplePicker field={place.field} value={list(value)} onChange={changed} single={!several} />;
    case "records":
      return <RecordsPicker object={targetOf(place.field)!} value={list(value)} onChange={changed} single={!several} />;
    case "words":
      return (
        <TextField
          label={label}
          hideLabel
          value={list(value).join(", ")}
          placeholder={t("words")}
          onChange={(next) => {
            // what is typed stays as it is typed until a comma ends a word
            const words = next.split(/[,，、]\s*/u);
            onChange(words.every((word) => word === "") ? undefined : words);
          }}
        />
      );
    case "boolean":
      return (
        <Select
          label={label}
          hideLabel
          items={[
            { id: "true", label: tc("yes") },
            { id: "false", label: tc("no") },
          ]}
          value={typeof value === "boolean" ? String(value) : null}
          onChange={(next) => onChange(next === "true")}
          placeholder={t("choose")}
        />
      );
    default:
      if (is !== "between") return <OneValue {...props} label={label} />;
      return <Between {...props} />;
  }
}

function Between({ place, is, value, onChange }: ValueProps) {
  const t = useTranslations("run.filter");
  const [least, most] = Array.isArray(value) ? (value as readonly Json[]) : [];
  const said = (each: Json | undefined): Json => each ?? "";
  const given = (each: Json | undefined): Json | undefined => (each === "" || each === null ? undefined : each);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5 [&>div]:min-w-24 [&>div]:flex-1">
      <OneValue place={place} is={is} label={t("least")} value={given(least)} onChange={(next) => onChange([said(next), said(most)])} />
      <span className="text-muted">–</span>
      <OneValue place={place} is={is} label={t("most")} value={given(most)} onChange={(next) => onChange([said(least), said(next)])} />
    </div>
  );
}

/** Components that say a number or a text better than a plain line does. */
const ownInputs: ReadonlySet<string> = new Set(["region", "colour", "time-input", "duration-input", "rating"]);

function OneValue({ place, is, value, onChange, label }: ValueProps & { readonly label: string }) {
  const zone = useTimeZone() ?? "UTC";
  const views = useViews();
  const field = ownField(place.field);
  const type = field.fieldType.type(field.settings);
  const exactly = is !== "contains" && is !== "notContains";
  if (exactly && ownInputs.has(field.editedBy) && Object.hasOwn(views, field.editedBy))
    return <OwnInput field={field} label={label} value={value} onChange={onChange} />;
  switch (type) {
    case "number":
    case "decimal":
    case "money": {
      const { scale, integer } = field.settings as { scale?: number; integer?: boolean };
      const digits = type === "number" ? (integer === true ? 0 : 15) : (scale ?? 2);
      const number =
        value === undefined || value === null
          ? undefined
          : Number(typeof value === "object" ? (value as { minor: number }).minor / 100 : value);
      return (
        <NumberField
          label={label}
          hideLabel
          value={number}
          onChange={(next) =>
            onChange(next === undefined ? undefined : type === "number" ? next : exact(next, type === "money" ? undefined : digits))
          }
          formatOptions={{ maximumFractionDigits: digits }}
        />
      );
    }
    case "date":
      return <DateField label={label} hideLabel value={typeof value === "string" ? value : undefined} onChange={onChange} />;
    case "instant":
      return (
        <DateTimeField label={label} hideLabel timeZone={zone} value={typeof value === "string" ? value : undefined} onChange={onChange} />
      );
    default:
      return (
        <TextField
          label={label}
          hideLabel
          value={value === undefined || value === null ? "" : String(value)}
          onChange={(next) => onChange(next === "" ? undefined : next)}
        />
      );
  }
}

/** A number as exact text, with as many places as it was typed with. */
const exact = (value: number, digits: number | undefined): string => (digits === undefined ? String(value) : value.toFixed(digits));

/** The component that the field is typed into, in a form of its own: no rule and no right of the record's form holds for a question. */
function OwnInput(props: {
  readonly field: ShownField;
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}) {
  const views = useViews();
  const { user, timezone } = useScope();
  const object = useMemo<ShownObject>(() => {
    const { visible: _v, readOnly: _r, requiredWhen: _w, offeredBy: _o, ...plain } = props.field;
    const { generated: _g, ...fieldType } = props.field.fieldType;
    const field: ShownField = { ...plain, name: "value", required: false, derivation: undefined, fieldType, label: props.label };
    return {
      document: { kind: "object", id: "question", name: "question", label: "", fields: {} },
      name: "question",
      fields: [field],
      byName: new Map([["value", field]]),
      titleField: undefined,
    };
  }, [props.field, props.label]);
  const { control } = useForm<Record<string, unknown>>({ defaultValues: { value: props.value } });
  const typed = useWatch({ control, name: "value" });
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const read = readField(object.fields[0]!, typed);
    props.onChange("fault" in read ? undefined : read.value);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what is typed counts
  }, [typed]);
  const state = useMemo<FormState>(
    () => ({
      object,
      control,
      useValuesOf,
      context: { now: new Date(0).toISOString(), user: { id: user.id, roles: user.roles }, timezone },
      mode: "edit",
      isReadOnly: false,
      recordId: undefined,
    }),
    [object, control, user, timezone],
  );
  const node = useMemo<PlacedNode>(
    () => ({ id: "value", component: props.field.editedBy, order: "a0", props: { field: "value", help: "" }, children: [] }),
    [props.field.editedBy],
  );
  const Input = views[props.field.editedBy] as ComponentType<ViewProps<unknown>> | undefined;
  if (Input === undefined) return null;
  return (
    <FormContext value={state}>
      <NodeContext value={node}>
        <div className="min-w-0 [&_label]:sr-only [&_span[id$=-label]]:sr-only">
          <Input node={node} props={node.props} parts={[]} />
        </div>
      </NodeContext>
    </FormContext>
  );
}
