"use client";
import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from "react";
import { ListBox, ListBoxItem, type Selection } from "react-aria-components";
import { useTranslations } from "use-intl";
import type { Cell, Given, Logic } from "#metadata";
import { itemLook } from "../ui/choice-item.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { PopoverAt } from "../ui/popover.tsx";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { type Constant, cellToText, constantText, givenToText, parseCell, parseGiven } from "./cell-text.ts";
import { type Column, isNumeric } from "./column.ts";
import { ExpressionCell } from "./panels/expression-cell.tsx";
import { TableFacts } from "./panels/facts.ts";

/** Where the selection goes after an edit. */
export type Leave = "stay" | "down" | "up" | "next" | "previous";

export interface EditorProps {
  readonly column: Column;
  readonly cell: Cell | undefined;
  readonly value: Given | undefined;
  /** the key that began the edit, for typing over */
  readonly typed: string | undefined;
  readonly locale: string;
  readonly label: string;
  /** told of what would be taken, as it is typed or chosen */
  readonly onType?: ((cell: Cell | undefined) => void) | undefined;
  readonly onInput: (cell: Cell | undefined, leave: Leave) => void;
  readonly onOutput: (value: Given, leave: Leave) => void;
  readonly onCancel: () => void;
}

/** Edits one cell in place: options from a list, expressions put together beside it, everything else as text that is read when one leaves. */
export function CellEditor(props: EditorProps) {
  const { column, cell, value } = props;
  const facts = useContext(TableFacts);
  const held = cell !== undefined && "logic" in cell ? cell : typeof value === "object" && !Array.isArray(value) ? value : undefined;
  const [asExpression, setExpression] = useState(held !== undefined || props.typed === "=");
  if (asExpression && facts !== undefined)
    return (
      <ExpressionCell
        column={column}
        facts={facts}
        label={props.label}
        value={held?.logic as Logic | undefined}
        onTake={(logic) => {
          if (column.side === "input") props.onInput(logic === undefined ? undefined : { logic }, "stay");
          else if (logic === undefined) props.onCancel();
          else props.onOutput({ logic }, "stay");
        }}
        onCancel={props.onCancel}
      />
    );
  // what begins to be typed as an expression is text, whatever the column
  const listed = (column.type === "enum" || column.type === "boolean") && column.list !== true && !asExpression;
  const write = facts === undefined ? undefined : () => setExpression(true);
  return listed ? <ListEditor {...props} onExpression={write} /> : <TextEditor {...props} onExpression={write} />;
}

interface PlainProps extends EditorProps {
  /** goes on as an expression; undefined: there is nothing to write one over */
  readonly onExpression: (() => void) | undefined;
}

/** The way from a value to an expression. Pressing it does not leave the cell. */
function ToExpression(props: { readonly onPress: () => void; readonly className?: string }) {
  const t = useTranslations("studio.expression");
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t("edit")}
      title={t("edit")}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onPress}
      className={cx("grid size-6 place-items-center rounded-sm text-muted hover:bg-surface-hover hover:text-ink", props.className)}
    >
      <Icon name="square-function" size={14} />
    </button>
  );
}

function TextEditor({ column, cell, value, typed, locale, label, onType, onInput, onOutput, onCancel, onExpression }: PlainProps) {
  const t = useTranslations("studio.cell");
  const [text, setText] = useState(
    () => typed ?? (column.side === "input" ? cellToText(cell, column, locale) : givenToText(value, column, locale)),
  );
  const [why, setWhy] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const finished = useRef(false);
  const id = useId();
  useEffect(() => {
    input.current?.focus();
    if (typed === undefined) input.current?.select();
  }, [typed]);

  const commit = (leave: Leave): void => {
    if (finished.current) return;
    const read = column.side === "input" ? parseCell(text, column) : parseGiven(text, column);
    if (!read.ok) {
      setWhy(t(`why.${read.why}`, { text: read.text }));
      return;
    }
    finished.current = true;
    if (column.side === "input") onInput(read.value as Cell | undefined, leave);
    else onOutput(read.value as Given, leave);
  };
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      finished.current = true;
      event.preventDefault();
      onCancel();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      commit(event.key === "Enter" ? (event.shiftKey ? "up" : "down") : event.shiftKey ? "previous" : "next");
    }
  };
  return (
    <div data-own-undo className={cx("absolute inset-0 z-10", why !== undefined && "bg-danger-soft")}>
      <input
        ref={input}
        value={text}
        aria-label={label}
        aria-invalid={why !== undefined}
        aria-describedby={`${id}-why`}
        onChange={(event) => {
          setText(event.target.value);
          setWhy(undefined);
          const typing = onType === undefined ? undefined : parseCell(event.target.value, column);
          if (typing?.ok === true) onType?.(typing.value);
        }}
        onKeyDown={press}
        onBlur={() => commit("stay")}
        placeholder={
          column.side === "input" ? t(`hint.${column.type === "text" ? "text" : column.type === "set" ? "set" : "range"}`) : undefined
        }
        className={cx(
          "num size-full bg-transparent px-2 outline-2 -outline-offset-2",
          why === undefined ? "bg-surface outline-focus" : "outline-danger-fill",
          column.side === "output" && isNumeric(column.type) && "text-right",
          onExpression !== undefined && "pr-7",
        )}
      />
      {onExpression === undefined ? null : <ToExpression onPress={onExpression} className="absolute inset-y-0 right-0.5 my-auto" />}
      <span
        id={`${id}-why`}
        role="alert"
        className={cx(
          why === undefined
            ? "sr-only"
            : "absolute top-full left-0 z-20 mt-0.5 max-w-80 rounded-md bg-surface-raised px-2 py-1 text-sm whitespace-normal text-danger shadow-2",
        )}
      >
        {why}
      </span>
    </div>
  );
}

type Mode = "any" | "in" | "notIn" | "missing";

function ListEditor({ column, cell, value, locale, label, onType, onInput, onOutput, onCancel, onExpression }: PlainProps) {
  const t = useTranslations("studio.table");
  const anchor = useRef<HTMLDivElement>(null);
  const input = column.side === "input";
  const options = column.type === "boolean" ? [{ id: "true" }, { id: "false" }] : column.options;
  const chosen = input
    ? cell === undefined || "any" in cell
      ? []
      : "eq" in cell
        ? [cell.eq]
        : "in" in cell
          ? cell.in
          : "notIn" in cell
            ? cell.notIn
            : []
    : value === undefined
      ? []
      : [value as Constant];
  const [ids, setIds] = useState<readonly string[]>(chosen.map(String));
  const [mode, setMode] = useState<Mode>(
    cell && "notIn" in cell ? "notIn" : cell && "missing" in cell ? "missing" : chosen.length > 0 ? "in" : "any",
  );
  const constant = (id: string): Constant => (column.type === "boolean" ? id === "true" : id);
  const cellOf = (chosenIds: readonly string[], chosenMode: Mode): Cell | undefined => {
    const values = options.map(({ id }) => id).filter((id) => chosenIds.includes(id));
    for (const id of chosenIds) if (!values.includes(id)) values.push(id);
    if (chosenMode === "missing") return { missing: true };
    if (chosenMode === "any" || values.length === 0) return undefined;
    if (chosenMode === "notIn") return { notIn: values.map(constant) };
    return values.length === 1 ? { eq: constant(values[0] as string) } : { in: values.map(constant) };
  };
  const left = useRef(false);
  const goOn = (): void => {
    left.current = true;
    onExpression?.();
  };
  const commit = (leave: Leave, nextIds = ids, nextMode = mode): void => {
    if (left.current) return;
    left.current = true;
    if (!input) {
      const [id] = nextIds;
      if (id === undefined) onCancel();
      else onOutput(constant(id), leave);
      return;
    }
    onInput(cellOf(nextIds, nextMode), leave);
  };
  // An option that is no longer offered stays visible, so that it can be taken off.
  const shown = [...options, ...ids.filter((id) => !options.some((option) => option.id === id)).map((id) => ({ id }))];
  return (
    <div ref={anchor} className="absolute inset-0 z-10 outline-2 -outline-offset-2 outline-focus">
      <PopoverAt anchor={anchor} isOpen onClose={() => commit("stay")} label={label} className="min-w-56 [&>section]:p-1">
        <div
          onKeyDownCapture={(event) => {
            if (event.key === "Tab") {
              event.preventDefault();
              event.stopPropagation();
              commit(event.shiftKey ? "previous" : "next");
            } else if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              left.current = true;
              onCancel();
            } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
              event.preventDefault();
              event.stopPropagation();
              commit("down");
            }
          }}
        >
          {input ? (
            <div className="flex items-center gap-1 p-1 pb-2">
              <SegmentedControl
                label={t("mode")}
                size="sm"
                value={mode}
                onChange={(next) => {
                  setMode(next as Mode);
                  if (next === "any" || next === "missing") commit("stay", ids, next as Mode);
                }}
                items={[
                  { id: "any", label: t("any") },
                  { id: "in", label: t("is") },
                  { id: "notIn", label: t("not") },
                  { id: "missing", label: t("missing") },
                ]}
              />
              {onExpression === undefined ? null : <ToExpression onPress={goOn} />}
            </div>
          ) : null}
          <ListBox
            aria-label={label}
            autoFocus
            items={shown.map(({ id }) => ({ id }))}
            selectionMode={input ? "multiple" : "single"}
            selectedKeys={mode === "any" || mode === "missing" ? [] : ids}
            onSelectionChange={(keys: Selection) => {
              const next = keys === "all" ? options.map(({ id }) => id) : [...keys].map(String);
              // Choosing the chosen one again means it.
              if (!input) return commit("stay", next.length === 0 ? ids : next);
              const nextMode = mode === "notIn" ? mode : next.length === 0 ? "any" : "in";
              setIds(next);
              setMode(nextMode);
              onType?.(cellOf(next, nextMode));
            }}
            className="max-h-72 overflow-auto outline-none"
            renderEmptyState={() => <p className="px-2 py-1.5 text-muted">{t("noOptions")}</p>}
          >
            {({ id }) => {
              const text = column.type === "boolean" ? t(id === "true" ? "yes" : "no") : constantText(id, column, locale);
              return (
                <ListBoxItem id={id} textValue={text} className={itemLook}>
                  {({ isSelected }) => (
                    <>
                      <span className="flex-1">{text}</span>
                      {isSelected ? <Icon name="check" size={14} /> : null}
                    </>
                  )}
                </ListBoxItem>
              );
            }}
          </ListBox>
        </div>
      </PopoverAt>
    </div>
  );
}
