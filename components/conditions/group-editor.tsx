"use client";
import { createContext, useContext, useEffect, useMemo, useState } from "react";
import {
  isRuleGroup,
  QueryBuilder,
  useRule,
  useRuleGroup,
  type RuleGroupProps,
  type RuleGroupType,
  type RuleProps,
} from "react-querybuilder";
import { useTranslations } from "use-intl";
import type { Json } from "#metadata";
import type { ShownObject } from "../render/object.ts";
import { useScope } from "../render/scope.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { ComboBox } from "../ui/combo-box.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { Select } from "../ui/select.tsx";
import { needsValue, noConditions, type Comparison, type Condition, type Group } from "./condition.ts";
import { LockedLogic } from "./locked-logic.tsx";
import { comparisonsOf, linesOf, placeAt, placesOf } from "./places.ts";
import { groupOf, partOf, queryOf, ruleOf } from "./query.ts";
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

const Asked = createContext<{ readonly object: ShownObject; readonly depth: number; readonly staysAlone: boolean } | undefined>(undefined);

const same = (one: Group, other: Group): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Conditions over an object, all or any of which must hold; groups within them, and what can only be shown as it is written. */
export function GroupEditor({ object, group, onChange, depth = 0, keepsOne = false }: GroupProps) {
  const { documents } = useScope();
  const [query, setQuery] = useState<RuleGroupType>(() => queryOf(group));
  useEffect(() => {
    // only what comes from elsewhere replaces what is put together here: its lines keep their focus
    setQuery((now) => (same(groupOf(now), group) ? now : queryOf(group)));
  }, [group]);
  const fields = useMemo(
    () => placesOf(documents.object, object).map(({ path, field }) => ({ name: path, value: path, label: path, field })),
    [documents.object, object],
  );
  const staysAlone = keepsOne && query.rules.length === 1;
  const asked = useMemo(() => ({ object, depth, staysAlone }), [object, depth, staysAlone]);
  return (
    <Asked value={asked}>
      <QueryBuilder
        query={query}
        onQueryChange={(next: RuleGroupType) => {
          setQuery(next);
          const now = groupOf(next);
          if (!same(now, groupOf(query))) onChange(now);
        }}
        fields={fields}
        getOperators={(path) => {
          const field = fields.find(({ name }) => name === path)?.field;
          return (field === undefined ? [] : comparisonsOf(field)).map((is) => ({ name: is, value: is, label: is }));
        }}
        getDefaultValue={() => undefined}
        onAddRule={() => ruleOf(firstCondition(object))}
        onAddGroup={(_made, path, whole) =>
          queryOf({ kind: "group", all: !groupAt(whole, path).all, parts: [firstCondition(object), firstCondition(object)] })
        }
        controlElements={{ ruleGroup: GroupOfRules, rule: RuleLine }}
      />
    </Asked>
  );
}

const groupAt = (query: RuleGroupType, path: readonly number[]): Group => {
  let at: RuleGroupType = query;
  for (const step of path) {
    const next = at.rules[step];
    if (next === undefined || !isRuleGroup(next)) break;
    at = next as RuleGroupType;
  }
  return groupOf(at);
};

function GroupOfRules(props: RuleGroupProps) {
  const t = useTranslations("run.filter");
  const { object, depth } = useContext(Asked)!;
  const { ruleGroup, addRule, addGroup, onCombinatorChange, removeGroup } = useRuleGroup(props);
  const { path, schema, actions, context } = props;
  const { rules } = ruleGroup as RuleGroupType;
  const shared = { schema, actions, context, translations: props.translations, disabled: false, parentDisabled: false };
  const lines = (
    <div className="@container flex min-w-0 flex-col gap-2">
      {rules.length > 1 ? (
        <SegmentedControl
          label={t("joined")}
          size="sm"
          className="self-start"
          items={[
            { id: "all", label: t("all") },
            { id: "any", label: t("any") },
          ]}
          value={(ruleGroup as RuleGroupType).combinator === "or" ? "any" : "all"}
          onChange={(id) => onCombinatorChange(id === "any" ? "or" : "and")}
        />
      ) : null}
      {rules.length === 0 ? null : (
        <ul className="flex min-w-0 flex-col gap-2">
          {rules.map((rule, at) => {
            const place = [...path, at];
            return (
              <li key={rule.id} className="min-w-0">
                {isRuleGroup(rule) ? (
                  <GroupOfRules {...shared} path={place} ruleGroup={rule} id={rule.id!} />
                ) : (
                  <RuleLine {...shared} path={place} rule={rule} id={rule.id!} />
                )}
              </li>
            );
          })}
        </ul>
      )}
      <div className="-ml-2.5 flex flex-wrap gap-1">
        <Button size="sm" variant="ghost" icon="plus" onPress={() => addRule()}>
          {t("addCondition")}
        </Button>
        {depth + path.length + 1 >= deepest || rules.length === 0 || object.fields.length === 0 ? null : (
          <Button size="sm" variant="ghost" icon="plus" onPress={() => addGroup()}>
            {t("addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
  if (path.length === 0) return lines;
  return (
    <div className="flex min-w-0 items-start gap-1.5 border-l-2 border-line pl-3">
      <div className="min-w-0 flex-1">{lines}</div>
      <IconButton icon="x" size="sm" label={t("removeGroup")} onPress={() => removeGroup()} />
    </div>
  );
}

/** One condition: field, comparison, value; or an expression as it is written. */
function RuleLine(props: RuleProps) {
  const t = useTranslations("run.filter");
  const { object, depth, staysAlone } = useContext(Asked)!;
  const { documents } = useScope();
  const isWords = useComparisonWords();
  const { rule, onChangeField, onChangeOperator, onChangeValue, removeRule } = useRule(props);
  const part = partOf(rule);
  const remove =
    staysAlone && props.path.length === 1 ? null : (
      <IconButton icon="x" size="sm" label={t("removeCondition")} onPress={() => removeRule()} className="mt-0.5" />
    );
  if (part.kind === "locked")
    return (
      <div className="flex min-w-0 items-start gap-1.5 border-l-2 border-line pl-3">
        <LockedLogic logic={part.logic} onChange={onChangeValue} />
        {remove}
      </div>
    );
  const place = placeAt(documents.object, object, part.path);
  const possible = place === undefined ? [] : comparisonsOf(place.field);
  // what an expression said before stays to be chosen
  const shown = possible.includes(part.is) ? possible : [...possible, part.is];
  const lines = place === undefined ? undefined : linesOf(documents.object, place.field);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex min-w-0 items-start gap-1.5">
        <div className="grid min-w-0 flex-1 grid-cols-1 items-start gap-1.5 @min-[440px]:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,6fr)]">
          <FieldPicker object={object} path={part.path} onChange={onChangeField} />
          <Select
            label={t("comparison.label")}
            hideLabel
            items={shown.map((is) => ({ id: is, label: isWords(is, place) }))}
            value={part.is}
            onChange={onChangeOperator}
          />
          {place !== undefined && needsValue(part.is) ? (
            <ValueInput
              key={`${part.path} ${shapeOf(part.is)}`}
              place={place}
              is={part.is}
              value={part.value}
              onChange={(value: Json | undefined) => onChangeValue(value)}
            />
          ) : null}
        </div>
        {remove}
      </div>
      {lines === undefined || (part.is !== "some" && part.is !== "none") ? null : (
        <div className="min-w-0 border-l-2 border-line pl-3">
          <GroupEditor object={lines} group={part.lines ?? noConditions} onChange={onChangeValue} depth={depth + 1} />
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
