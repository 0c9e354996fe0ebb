"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { ShownObject } from "../render/object.ts";
import { useScope } from "../render/scope.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { ComboBox } from "../ui/combo-box.tsx";
import { Icon } from "../ui/icon.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Select } from "../ui/select.tsx";
import { needsValue, noConditions, type Comparison, type Condition, type Group, type Part } from "./condition.ts";
import { comparisonsOf, kindOf, linesOf, placeAt, placesOf } from "./places.ts";
import { ValueInput } from "./value-input.tsx";
import { useComparisonWords, useLabelOf } from "./words.ts";

/** Groups within groups that a person can still read. */
const deepest = 3;

/** A condition to begin with: the object's first field. */
export function firstCondition(object: ShownObject): Condition {
  const field = object.fields.find((each) => comparisonsOf(each).length > 0);
  return { kind: "condition", path: field?.name ?? "id", is: field === undefined ? "is" : comparisonsOf(field)[0]! };
}

interface GroupProps {
  readonly object: ShownObject;
  readonly group: Group;
  readonly onChange: (group: Group) => void;
  readonly depth?: number;
  /** the last condition stays */
  readonly keepsOne?: boolean;
}

/** Conditions over an object, all or any of which must hold; groups within them, and what can only be shown as it is. */
export function GroupEditor({ object, group, onChange, depth = 0, keepsOne = false }: GroupProps) {
  const t = useTranslations("run.filter");
  const set = (at: number, part: Part) => onChange({ ...group, parts: group.parts.map((each, index) => (index === at ? part : each)) });
  const remove = (at: number) => onChange({ ...group, parts: group.parts.filter((_, index) => index !== at) });
  return (
    <div className="@container flex min-w-0 flex-col gap-2">
      {group.parts.length > 1 ? (
        <SegmentedControl
          label={t("joined")}
          size="sm"
          className="self-start"
          items={[
            { id: "all", label: t("all") },
            { id: "any", label: t("any") },
          ]}
          value={group.all ? "all" : "any"}
          onChange={(id) => onChange({ ...group, all: id === "all" })}
        />
      ) : null}
      {group.parts.length === 0 ? null : (
        <ul className="flex min-w-0 flex-col gap-2">
          {group.parts.map((part, at) => (
            <li key={at} className="min-w-0">
              {part.kind === "condition" ? (
                <ConditionLine
                  object={object}
                  condition={part}
                  onChange={(next) => set(at, next)}
                  onRemove={keepsOne && group.parts.length === 1 ? undefined : () => remove(at)}
                  depth={depth}
                />
              ) : (
                <div className="flex min-w-0 items-start gap-1.5 border-l-2 border-line pl-3">
                  <div className="min-w-0 flex-1">
                    {part.kind === "group" ? (
                      <GroupEditor object={object} group={part} onChange={(next) => set(at, next)} depth={depth + 1} />
                    ) : (
                      <p className="flex min-w-0 items-start gap-1.5 py-1.5">
                        <Icon name="lock" size={14} className="mt-0.5 flex-none text-muted" />
                        <span className="min-w-0">
                          <span className="sr-only">{t("locked")} </span>
                          <code className="mono text-sm break-words">{JSON.stringify(part.logic)}</code>
                        </span>
                      </p>
                    )}
                  </div>
                  <IconButton
                    icon="x"
                    size="sm"
                    label={t(part.kind === "group" ? "removeGroup" : "removeCondition")}
                    onPress={() => remove(at)}
                  />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-1">
        <Button
          size="sm"
          variant="ghost"
          icon="plus"
          onPress={() => onChange({ ...group, parts: [...group.parts, firstCondition(object)] })}
        >
          {t("addCondition")}
        </Button>
        {depth + 1 >= deepest || group.parts.length === 0 ? null : (
          <Button
            size="sm"
            variant="ghost"
            icon="plus"
            onPress={() =>
              onChange({
                ...group,
                parts: [...group.parts, { kind: "group", all: !group.all, parts: [firstCondition(object), firstCondition(object)] }],
              })
            }
          >
            {t("addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** One condition: field, comparison, value. */
function ConditionLine(props: {
  readonly object: ShownObject;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: (() => void) | undefined;
  readonly depth: number;
}) {
  const { object, condition, onChange } = props;
  const t = useTranslations("run.filter");
  const { documents } = useScope();
  const isWords = useComparisonWords();
  const place = placeAt(documents.object, object, condition.path);
  const possible = place === undefined ? [] : comparisonsOf(place.field);
  // what an expression said before stays to be chosen
  const shown = possible.includes(condition.is) ? possible : [...possible, condition.is];
  const lines = place === undefined ? undefined : linesOf(documents.object, place.field);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex min-w-0 items-start gap-1.5">
        <div className="grid min-w-0 flex-1 grid-cols-1 items-start gap-1.5 @min-[440px]:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,6fr)]">
          <FieldPicker
            object={object}
            path={condition.path}
            onChange={(path) => {
              const next = placeAt(documents.object, object, path);
              if (next === undefined) return;
              const allowed = comparisonsOf(next.field);
              const same = place !== undefined && kindOf(place.field) === kindOf(next.field) && place.field === next.field;
              onChange({
                kind: "condition",
                path,
                is: allowed.includes(condition.is) ? condition.is : allowed[0]!,
                ...(same && condition.value !== undefined ? { value: condition.value } : {}),
              });
            }}
          />
          <Select
            label={t("comparison.label")}
            hideLabel
            items={shown.map((is) => ({ id: is, label: isWords(is, place) }))}
            value={condition.is}
            onChange={(next) => {
              const is = next as Comparison;
              const keeps = sameShape(condition.is, is);
              onChange({ ...condition, is, ...(keeps ? {} : { value: undefined }) });
            }}
          />
          {place !== undefined && needsValue(condition.is) ? (
            <ValueInput
              key={`${condition.path} ${shapeOf(condition.is)}`}
              place={place}
              is={condition.is}
              value={condition.value}
              onChange={(value) => onChange({ ...condition, value })}
            />
          ) : null}
        </div>
        {props.onRemove === undefined ? null : (
          <IconButton icon="x" size="sm" label={t("removeCondition")} onPress={props.onRemove} className="mt-0.5" />
        )}
      </div>
      {lines === undefined || (condition.is !== "some" && condition.is !== "none") ? null : (
        <div className="min-w-0 border-l-2 border-line pl-3">
          <GroupEditor
            object={lines}
            group={condition.lines ?? noConditions}
            onChange={(next) => onChange({ ...condition, lines: next })}
            depth={props.depth + 1}
          />
        </div>
      )}
    </div>
  );
}

const shapeOf = (is: Comparison): string =>
  is === "between" || is === "during"
    ? is
    : ["anyOf", "noneOf", "hasAny", "hasNone"].includes(is)
      ? "list"
      : is.startsWith("not") || is === "contains"
        ? "text"
        : "one";
const sameShape = (one: Comparison, other: Comparison): boolean => shapeOf(one) === shapeOf(other);

/** The fields that can be asked about, also of what is referred to: found by typing. */
function FieldPicker(props: { readonly object: ShownObject; readonly path: string; readonly onChange: (path: string) => void }) {
  const t = useTranslations("run.filter");
  const { documents } = useScope();
  const labelOf = useLabelOf();
  const items = useMemo(
    () =>
      placesOf(documents.object, props.object)
        .filter(({ field }) => comparisonsOf(field).length > 0)
        .map((place) => ({ id: place.path, label: labelOf(place), icon: place.field.fieldType.icon })),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the words follow the page
    [documents.object, props.object],
  );
  const known = items.some(({ id }) => id === props.path) ? items : [...items, { id: props.path, label: props.path, icon: "circle-help" }];
  return (
    <ComboBox
      label={t("field")}
      hideLabel
      items={known}
      value={props.path}
      onChange={(path) => {
        if (path !== null && path !== props.path) props.onChange(path);
      }}
      empty={t("noField")}
    />
  );
}
