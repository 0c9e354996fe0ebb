"use client";
import { useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { compileExpression } from "#runtime/rules";
import { LogicEditor } from "../../conditions/logic-editor.tsx";
import { DraftScope } from "../../designer/panel/draft-scope.tsx";
import { Button } from "../../ui/button.tsx";
import { PopoverAt } from "../../ui/popover.tsx";
import type { Column } from "../column.ts";
import type { Facts } from "./facts.ts";

/** A cell or an output that is an expression over all facts, put together beside it. What is wrong with it is said before it is taken. */
export function ExpressionCell(props: {
  readonly column: Column;
  readonly facts: Facts;
  readonly label: string;
  readonly value: Logic | undefined;
  /** undefined: nothing is left of it */
  readonly onTake: (logic: Logic | undefined) => void;
  readonly onCancel: () => void;
}) {
  const { facts } = props;
  const t = useTranslations("studio.expression");
  const c = useTranslations("common");
  const anchor = useRef<HTMLDivElement>(null);
  const [logic, setLogic] = useState(props.value);
  const isOutput = props.column.side === "output";
  const wrong = useMemo(() => (logic === undefined ? [] : wrongWith(logic, facts)), [logic, facts]);
  return (
    <div ref={anchor} className="absolute inset-0 z-10 outline-2 -outline-offset-2 outline-focus">
      <PopoverAt anchor={anchor} isOpen onClose={props.onCancel} label={props.label} className="w-[min(640px,calc(100vw-32px))]">
        <div
          data-own-undo
          className="flex flex-col gap-3"
          // the grid's own keys are not for what is typed here
          onKeyDown={(event) => {
            if (event.key !== "Escape") event.stopPropagation();
          }}
        >
          <DraftScope>
            <LogicEditor
              label={t(isOutput ? "ofOutput" : "ofCell")}
              object={facts.object}
              value={logic}
              onChange={setLogic}
              isValue={isOutput}
            />
          </DraftScope>
          {logic === undefined ? <p className="text-sm text-muted">{t(isOutput ? "emptyOutput" : "empty")}</p> : null}
          {wrong.length === 0 ? null : (
            <ul role="alert" className="text-sm text-danger">
              {wrong.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          <div className="flex justify-end gap-2">
            <Button size="sm" onPress={props.onCancel}>
              {c("cancel")}
            </Button>
            <Button size="sm" variant="primary" isDisabled={wrong.length > 0} onPress={() => props.onTake(logic)}>
              {t("apply")}
            </Button>
          </div>
        </div>
      </PopoverAt>
    </div>
  );
}

/** What keeps an expression from being compiled over the facts, and names that are none of them. */
function wrongWith(logic: Logic, { types }: Facts): readonly string[] {
  const compiled = compileExpression(logic, { operators, types: (name) => types.get(name) });
  if (!compiled.ok) return compiled.problems.map(({ message }) => message);
  return compiled.value.reads.filter((name) => !types.has(name.split(".")[0]!)).map((name) => `"${name}"?`);
}
