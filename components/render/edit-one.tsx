"use client";
import { useEffect, useMemo, useRef, useState, type ComponentType } from "react";
import { useForm } from "react-hook-form";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button.tsx";
import { FormContext, type FormState } from "./form-context.ts";
import { useValuesOf } from "./form-state.tsx";
import { useSay } from "./say.ts";
import { NodeContext } from "./node-context.tsx";
import type { ShownField, ShownObject } from "./object.ts";
import type { RecordJson } from "./page-state.tsx";
import { hasOffers, hasRules, readField, useRules, type RuleContext } from "./rules.ts";
import { useScope, useViews } from "./scope.tsx";
import type { PlacedNode, ViewProps } from "./view.ts";
import { idOfReference } from "./value.tsx";
import { savedByLeaving, tallInputs } from "./tall.ts";

/** One field of a record, typed in place: the component its type names. Enter or leaving saves, Esc does not. */
export function EditOne(props: {
  readonly object: ShownObject;
  readonly record: RecordJson;
  readonly field: ShownField;
  /** the value to be stored; null empties the field */
  readonly onSave: (value: unknown) => void;
  readonly onCancel: () => void;
  /** what was typed first, in place of what stands */
  readonly typed?: string | undefined;
}) {
  const { object, record, field, onSave, onCancel } = props;
  useRules(hasRules(object), hasOffers(object));
  const { user, timezone } = useScope();
  const views = useViews();
  const tc = useTranslations("common");
  const say = useSay();
  const frame = useRef<HTMLDivElement>(null);
  const done = useRef(false);
  const [context] = useState<RuleContext>(() => ({ now: new Date().toISOString(), user: { id: user.id, roles: user.roles }, timezone }));
  const start = useMemo(() => {
    const plain: Record<string, unknown> = { ...record };
    for (const each of object.fields) {
      const value = record[each.name];
      if (each.fieldType.refersTo !== undefined) plain[each.name] = idOfReference(value);
      // records that were brought along stand for their ids
      else if (each.fieldType.linksTo !== undefined && Array.isArray(value))
        plain[each.name] = (value as unknown[]).map((one) =>
          typeof one === "object" && one !== null && "version" in one ? (one as unknown as RecordJson).id : one,
        );
    }
    return plain;
  }, [record, object]);
  const { control, getValues, setError, setValue } = useForm<Record<string, unknown>>({ defaultValues: start });
  const name = field.editedBy;
  const isTall = tallInputs.has(name);
  const Input = (Object.hasOwn(views, name) ? views[name] : undefined) as ComponentType<ViewProps<unknown>> | undefined;
  const node = useMemo<PlacedNode>(
    () => ({ id: field.id, component: name, order: "a0", props: { field: field.name, help: "" }, children: [] }),
    [field, name],
  );
  const state = useMemo<FormState>(
    () => ({ object, control, useValuesOf, context, saved: start, mode: "edit", isReadOnly: false, recordId: record.id }),
    [object, control, context, start, record.id],
  );

  useEffect(() => {
    const input = frame.current?.querySelector<HTMLElement>("input:not([type=hidden]), textarea, button, [tabindex='0']");
    const takesText = input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement;
    if (props.typed !== undefined && takesText) setValue(field.name, props.typed);
    input?.focus();
    if (takesText && props.typed === undefined) input.select();
    else if (takesText) requestAnimationFrame(() => input.setSelectionRange(input.value.length, input.value.length));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it opens
  }, []);

  const finish = () => {
    if (done.current) return;
    const read = readField(field, getValues(field.name));
    if ("fault" in read) {
      setError(field.name, { type: read.fault.code, message: say(read.fault) });
      return;
    }
    done.current = true;
    const next = read.value ?? null;
    if (JSON.stringify(next) === JSON.stringify(start[field.name] ?? null)) onCancel();
    else onSave(next);
  };

  if (Input === undefined) return null;
  return (
    <FormContext value={state}>
      <NodeContext value={node}>
        <div
          ref={frame}
          // the field's own label: it stands beside already; those of its parts stay
          className={
            isTall
              ? "min-w-0 [&>div>label]:sr-only [&>div>span[id$=-label]]:sr-only"
              : "min-w-0 [&_label]:sr-only [&_span[id$=-label]]:sr-only"
          }
          onKeyDown={(event) => {
            const opened = (event.target as HTMLElement).getAttribute("aria-expanded") === "true";
            if (event.key === "Escape" && !opened) {
              event.stopPropagation();
              done.current = true;
              onCancel();
            }
            if (
              event.key === "Enter" &&
              !opened &&
              !isTyping(event.target as HTMLElement, event.metaKey || event.ctrlKey) &&
              !(event.target instanceof HTMLButtonElement)
            ) {
              event.preventDefault();
              event.stopPropagation();
              finish();
            }
          }}
          onBlur={(event) => {
            // what is made of several parts asks for other windows too (files, a position): it is saved by its button
            if (isTall && !savedByLeaving.has(name)) return;
            const to = event.relatedTarget;
            if (
              to instanceof Node &&
              (frame.current?.contains(to) === true || (to instanceof Element && to.closest("[role=listbox],[role=dialog]") !== null))
            )
              return;
            // a list that floats takes the focus for a moment
            setTimeout(() => {
              const at = document.activeElement;
              if (frame.current === null || frame.current.contains(at) || at?.closest("[role=listbox],[role=dialog]") != null) return;
              finish();
            }, 0);
          }}
        >
          <Input node={node} props={node.props} parts={[]} />
          {isTall && !savedByLeaving.has(name) ? (
            <div className="mt-2 flex justify-end gap-2">
              <Button
                size="sm"
                onPress={() => {
                  done.current = true;
                  onCancel();
                }}
              >
                {tc("cancel")}
              </Button>
              <Button size="sm" variant="primary" onPress={finish}>
                {tc("save")}
              </Button>
            </div>
          ) : null}
        </div>
      </NodeContext>
    </FormContext>
  );
}

/** Where Enter begins a new line; with the command key it saves there too. */
const isTyping = (target: HTMLElement, commands: boolean): boolean =>
  !commands && (target instanceof HTMLTextAreaElement || target.isContentEditable);
