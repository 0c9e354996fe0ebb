"use client";
import { Suspense, useEffect, useMemo, useRef, type ComponentType, type KeyboardEvent } from "react";
import { useController, useWatch, type Control } from "react-hook-form";
import { useTranslations } from "use-intl";
import { mostLines } from "#metadata";
import { useText } from "../../i18n/provider.tsx";
import { FormContext, type FormState } from "../../render/form-context.ts";
import { useBoundField, useFormState, type BoundField } from "../../render/form-state.tsx";
import { isBlank, linesIn, referenceOf, sumOf, type Line } from "../../render/lines.ts";
import { NodeContext } from "../../render/node-context.tsx";
import { isWritable, valueIn, type ShownField, type ShownObject } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { defaultsOf, hasOffers, readValues, ruleOf, useRules, type Values } from "../../render/rules.ts";
import { useGrant, useViews } from "../../render/scope.tsx";
import { useLineColumns, useSavedLines } from "../../render/use-lines.ts";
import { isRightAligned, Value } from "../../render/value.tsx";
import type { PlacedNode, View, ViewProps } from "../../render/view.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { InputFrame } from "../input-frame.tsx";
import { DerivedMark } from "../read-text/derived-mark.tsx";
import type { lineItems } from "./definition.ts";

/** A table of the record's lines: each cell is the ordinary input of its field, and all are saved together with the record. */
export const LineItems: View<typeof lineItems> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} columns={props.columns} />;
};

const nothing: Values = {};

function Bound({ bound, columns: names }: { readonly bound: BoundField; readonly columns: readonly string[] | undefined }) {
  const t = useTranslations("run.inputs");
  const text = useText();
  const form = useFormState();
  const places = useLineColumns(bound.field, names);
  const { detail, by, order, columns } = places;
  // lines show what their formulas give while one types
  useRules(true, detail !== undefined && hasOffers(detail));
  const grant = useGrant(detail?.name);
  const saved = useSavedLines(places, form.recordId);
  // as they stand in this moment: the field's own value does not hear of what is typed into a part of it
  const now = useWatch({ control: form.control, name: `${form.at ?? ""}${bound.field.name}` });
  const table = useRef<HTMLTableElement>(null);
  const wants = useRef<{ readonly row: number; readonly column: number }>(undefined);
  const { settle } = form;
  const { name } = bound.field;
  useEffect(() => {
    if (saved.data === undefined || detail === undefined) return;
    settle?.(
      name,
      saved.data.map((record) => {
        const line: Record<string, unknown> = { id: record.id };
        for (const field of detail.fields) {
          const value = valueIn(field, record);
          if (value !== undefined) line[field.name] = referenceOf(value);
        }
        return line;
      }),
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what was read, once for each time it was read
  }, [saved.data, detail, name]);
  useEffect(() => {
    if (wants.current === undefined) return;
    const { row, column } = wants.current;
    const cell = table.current?.querySelectorAll("tbody tr")[row]?.querySelectorAll("td")[column];
    const input = cell?.querySelector<HTMLElement>("input:not([type=hidden]), textarea, button, [tabindex='0']");
    if (input === null || input === undefined) return;
    wants.current = undefined;
    input.focus();
  });
  const start = useMemo(() => (detail === undefined ? nothing : defaultsOf(detail, nothing, form.context)), [detail, form.context]);
  if (detail === undefined) return null;
  const lines = linesIn(now);
  const shown = lines.flatMap((line, at) => (line._delete === true ? [] : [{ line, at }]));
  const mayAdd = !bound.isReadOnly && (grant.create ?? false) && shown.length < mostLines;
  const mayRemove = (line: Line): boolean => !bound.isReadOnly && (line.id === undefined || (grant.delete ?? false));
  const set = (next: readonly Line[]) => bound.onChange(next.length === 0 ? undefined : next);
  const add = (column = 0) => {
    if (!mayAdd) return;
    set([...lines, { ...start, _key: crypto.randomUUID() } as Line]);
    wants.current = { row: shown.length, column };
  };
  const remove = (at: number) => {
    const line = lines[at];
    if (line === undefined) return;
    // what is saved keeps its place until it is gone, so that the places of the others hold
    set(
      line.id === undefined
        ? lines.filter((_, place) => place !== at)
        : lines.map((each, place) => (place === at ? { id: line.id!, _delete: true } : each)),
    );
    const row = shown.findIndex((each) => each.at === at);
    wants.current = { row: Math.max(0, Math.min(row, shown.length - 2)), column: 0 };
  };
  const mayMove = order !== undefined && !bound.isReadOnly && grant.update === true;
  const move = (row: number, down: -1 | 1, column: number) => {
    const [here, there] = [shown[row], shown[row + down]];
    if (!mayMove || here === undefined || there === undefined) return;
    set(lines.map((line, at) => (at === here.at ? there.line : at === there.at ? here.line : line)));
    wants.current = { row: row + down, column };
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const target = event.target as HTMLElement;
    const cell = target.closest("td");
    const row = [...(table.current?.querySelectorAll("tbody tr") ?? [])].indexOf(target.closest("tr")!);
    const column = cell === null ? 0 : [...(cell.parentElement?.querySelectorAll("td") ?? [])].indexOf(cell);
    if (row < 0 || target.getAttribute("aria-expanded") === "true") return;
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && mayMove) {
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1, column);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing && target instanceof HTMLInputElement) {
      // down the column; under the last line begins the next
      event.preventDefault();
      if (row + 1 < shown.length) {
        wants.current = { row: row + 1, column };
        set([...lines]);
      } else if (!isBlank(shown[row]!.line, detail, by, start)) add(column);
    } else if (event.key === "Backspace" && (event.ctrlKey || event.metaKey) && shown[row] !== undefined && mayRemove(shown[row].line)) {
      event.preventDefault();
      remove(shown[row].at);
    }
  };
  return (
    <InputFrame bound={bound} isGroup className="col-span-full" onBlur={bound.onBlur}>
      {() => (
        <div className="flex min-w-0 flex-col gap-2">
          {shown.length === 0 ? (
            <p className="text-muted">{t("noLines")}</p>
          ) : (
            <div className="overflow-x-auto rounded-md border border-line">
              <table
                ref={table}
                aria-label={bound.label}
                onKeyDownCapture={onKeyDown}
                className="line-table w-full border-separate border-spacing-0"
              >
                <thead>
                  <tr>
                    {columns.map((column) => (
                      <th
                        key={column.id}
                        scope="col"
                        className={cx(
                          "h-8 border-r border-b border-line bg-surface-sunken px-2 text-sm font-medium whitespace-nowrap text-muted",
                          isRightAligned(column) ? "text-right" : "text-left",
                        )}
                      >
                        {text(column.label, column.name)}
                        {column.required === true && !bound.isReadOnly ? <span className="text-danger"> *</span> : null}
                        <DerivedMark field={column} />
                      </th>
                    ))}
                    <th scope="col" className="w-9 border-b border-line bg-surface-sunken">
                      <span className="sr-only">{t("deeds")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map(({ line, at }, row) => (
                    <LineRow
                      key={line.id ?? line._key ?? at}
                      control={form.control}
                      at={`${form.at ?? ""}${name}.${at}`}
                      detail={detail}
                      columns={columns}
                      outer={form}
                      number={row + 1}
                      isReadOnly={bound.isReadOnly || (line.id !== undefined && grant.update !== true)}
                      onRemove={mayRemove(line) ? () => remove(at) : undefined}
                      onMove={mayMove && shown.length > 1 ? (down) => move(row, down, columns.length) : undefined}
                      isLast={row === shown.length - 1}
                    />
                  ))}
                </tbody>
                <Sums columns={columns} detail={detail} form={form} lines={shown.map(({ line }) => line)} />
              </table>
            </div>
          )}
          {mayAdd ? (
            <Button size="sm" icon="plus" onPress={() => add()} className="self-start">
              {t("addLine")}
            </Button>
          ) : null}
        </div>
      )}
    </InputFrame>
  );
}

function LineRow(props: {
  readonly control: Control<Record<string, unknown>>;
  /** "items.0" */
  readonly at: string;
  readonly detail: ShownObject;
  readonly columns: readonly ShownField[];
  readonly outer: FormState;
  readonly number: number;
  readonly isReadOnly: boolean;
  readonly onRemove: (() => void) | undefined;
  /** by how many lines, down */
  readonly onMove: ((down: -1 | 1) => void) | undefined;
  readonly isLast: boolean;
}) {
  const { control, at, detail, columns, outer, isReadOnly } = props;
  const t = useTranslations("run.inputs");
  const { context } = outer;
  const line = (useWatch({ control, name: at }) ?? nothing) as Line;
  const isNew = line.id === undefined;
  const { fieldState } = useController({ control, name: `${at}._line` });
  const state = useMemo<FormState>(
    () => ({
      object: detail,
      control,
      useValuesOf: function useLine(of) {
        return (useWatch({ control: of, name: at }) ?? nothing) as Values;
      },
      at: `${at}.`,
      ...(outer.beforeSave === undefined ? {} : { beforeSave: outer.beforeSave }),
      context,
      mode: isNew ? "create" : "edit",
      isReadOnly,
      recordId: undefined,
    }),
    [detail, control, at, context, isReadOnly, isNew, outer.beforeSave],
  );
  return (
    <>
      <tr>
        <FormContext value={state}>
          {columns.map((column) => (
            <td key={column.id} className={cx("border-r border-b border-line align-top", isRightAligned(column) && "num text-right")}>
              <Cell field={column} line={line} detail={detail} context={context} />
            </td>
          ))}
        </FormContext>
        <td className="border-b border-line p-0.5 align-top whitespace-nowrap">
          {props.onMove === undefined ? null : (
            <>
              <IconButton
                icon="chevron-up"
                size="sm"
                label={t("moveLineUp", { number: props.number })}
                shortcut="Alt ↑"
                isDisabled={props.number === 1}
                onPress={() => props.onMove?.(-1)}
              />
              <IconButton
                icon="chevron-down"
                size="sm"
                label={t("moveLineDown", { number: props.number })}
                shortcut="Alt ↓"
                isDisabled={props.isLast}
                onPress={() => props.onMove?.(1)}
              />
            </>
          )}
          {props.onRemove === undefined ? null : (
            <IconButton icon="x" size="sm" label={t("removeLine", { number: props.number })} onPress={props.onRemove} />
          )}
        </td>
      </tr>
      {fieldState.error?.message === undefined ? null : (
        <tr className="line-fault">
          <td colSpan={columns.length + 1} className="border-b border-line bg-danger-soft px-2 py-1 text-sm text-danger" role="alert">
            {fieldState.error.message}
          </td>
        </tr>
      )}
    </>
  );
}

function Cell(props: {
  readonly field: ShownField;
  readonly line: Line;
  readonly detail: ShownObject;
  readonly context: FormState["context"];
}) {
  const { field, line, detail, context } = props;
  const views = useViews();
  const grant = useGrant(detail.name);
  const Input = (Object.hasOwn(views, field.editedBy) ? views[field.editedBy] : undefined) as ComponentType<ViewProps<unknown>> | undefined;
  const node = useMemo<PlacedNode>(
    () => ({ id: field.id, component: field.editedBy, order: "a0", props: { field: field.name, help: "" }, children: [] }),
    [field],
  );
  if (Input === undefined || field.derivation !== undefined || !isWritable(field, grant)) {
    return (
      <span className={cx("flex min-h-9 items-center px-2", isRightAligned(field) && "justify-end")}>
        <Value field={field} value={worthOf(field, line, detail, context)} place="cell" noLinks />
      </span>
    );
  }
  return (
    <NodeContext value={node}>
      <Suspense fallback={null}>
        <div className="line-cell">
          <Input node={node} props={node.props} parts={[]} />
        </div>
      </Suspense>
    </NodeContext>
  );
}

/** What a formula gives for the line as it stands, where it can be worked out here; else what was saved. */
function worthOf(field: ShownField, line: Line, detail: ShownObject, context: FormState["context"]): unknown {
  const stored = valueIn(field, line as unknown as RecordJson);
  if (field.derivation?.kind !== "formula") return stored;
  const result = ruleOf(field.derivation.logic, detail)(readValues(detail, line), context);
  const read = result === undefined || result === null ? undefined : field.fieldType.value(field.settings).safeParse(result);
  return read?.success === true ? read.data : stored;
}

function Sums(props: {
  readonly columns: readonly ShownField[];
  readonly detail: ShownObject;
  readonly form: FormState;
  readonly lines: readonly Line[];
}) {
  const { columns, detail, form, lines } = props;
  const t = useTranslations("run.inputs");
  const sums = columns.map((column) =>
    sumOf(
      column,
      lines.map((line) => worthOf(column, line, detail, form.context)),
    ),
  );
  if (lines.length < 2 || sums.every((sum) => sum === undefined)) return null;
  return (
    <tfoot>
      <tr>
        {columns.map((column, at) => (
          <td
            key={column.id}
            className={cx(
              "h-8 border-r border-line bg-surface-sunken px-2 text-sm font-medium",
              isRightAligned(column) && "num text-right",
            )}
          >
            {sums[at] !== undefined ? (
              <Value field={column} value={sums[at]} place="cell" noLinks />
            ) : at === 0 ? (
              <span className="text-muted">{t("sum")}</span>
            ) : null}
          </td>
        ))}
        <td className="bg-surface-sunken" />
      </tr>
    </tfoot>
  );
}
