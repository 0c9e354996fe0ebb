"use client";
import { useCallback, useEffect, useMemo, useRef, useState, type FormEvent, type ReactNode } from "react";
import { set, useForm, useFormState as useControlState, type FieldErrors, type Resolver } from "react-hook-form";
import { useTranslations } from "use-intl";
import type { FormDocument } from "#metadata";
import { ApiProblem } from "../data/api.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { fieldStateAt, FormContext, type FormState } from "./form-context.ts";
import { useValuesOf } from "./form-state.tsx";
import { generateForm } from "./generate.ts";
import { RenderNodes } from "./nodes.tsx";
import { changedLines, checkLines, isBlank, linesIn, withPlaces, type Line } from "./lines.ts";
import { isWritable, seenFields, shownObject } from "./object.ts";
import {
  checkRecord,
  defaultsOf,
  hasOffers,
  hasRules,
  isEmpty,
  nodesHaveRules,
  readField,
  readValues,
  stateOf,
  useRules,
  type RuleContext,
  type Values,
} from "./rules.ts";
import { placeProblems, useSay, useTell } from "./say.ts";
import { CanvasProvider, useGrant, useObject, useScope } from "./scope.tsx";
import type { Canvas } from "./view.ts";

export interface RenderFormProps {
  /** API name of the object */
  readonly object: string;
  /** absent: the object's form among the documents, else one made from its fields */
  readonly form?: FormDocument | undefined;
  /** the record that is changed, or what a new one starts with */
  readonly values?: Values | undefined;
  readonly mode: "create" | "edit";
  /** the instant rules call now; given by the page, so that server and browser draw the same; absent: when it is first drawn */
  readonly now?: string | undefined;
  readonly isReadOnly?: boolean | undefined;
  /**
   * Sends what was changed, by API name; null empties a field. A thrown ApiProblem is shown at its fields.
   * Absent: the form is only looked at (a designer's canvas).
   */
  readonly onSubmit?: ((changes: Record<string, unknown>) => Promise<void>) | undefined;
  readonly onCancel?: (() => void) | undefined;
  /** more deeds at the foot, before cancel */
  readonly actions?: ReactNode;
  readonly submitLabel?: string | undefined;
  /** asks before a half-typed form is left */
  readonly guards?: boolean | undefined;
  readonly className?: string | undefined;
  readonly wrapNode?: Canvas["wrapNode"] | undefined;
  readonly onSelect?: Canvas["onSelect"] | undefined;
}

const noValues: Values = {};

/** A form of an object, drawn from its document; the rules of the server hold while one types. */
export function RenderForm(props: RenderFormProps) {
  const object = useObject(props.object);
  return object === undefined ? null : <Form key={props.object} {...props} shown={object} />;
}

function Form(props: RenderFormProps & { readonly shown: NonNullable<ReturnType<typeof useObject>> }) {
  const { shown: object, mode } = props;
  const t = useTranslations("run.form");
  const tc = useTranslations("common");
  const say = useSay();
  const tell = useTell();
  const { documents, user, timezone } = useScope();
  const grant = useGrant(object.name);
  useRules(
    hasRules(object) ||
      Object.values(documents.form).some((form) => form.object === object.name && nodesHaveRules(form.nodes)) ||
      nodesHaveRules(props.form?.nodes),
    hasOffers(object),
  );
  const [openedAt] = useState(() => props.now ?? new Date().toISOString());
  const context = useMemo<RuleContext>(
    () => ({ now: openedAt, user: { id: user.id, roles: user.roles }, timezone }),
    [openedAt, user.id, user.roles, timezone],
  );
  const given = props.values ?? noValues;
  const start = useMemo(() => (mode === "create" ? defaultsOf(object, given, context) : { ...given }), [mode, object, given, context]);

  const document = useMemo(() => {
    if (props.form !== undefined) return props.form;
    const designed = Object.values(documents.form).find((form) => form.object === object.name);
    return designed ?? generateForm(object, seenFields(object, grant));
  }, [props.form, documents.form, object, grant]);

  const placed = useMemo(() => {
    const byField = new Map<string, (typeof document.nodes)[string]>();
    for (const node of Object.values(document.nodes)) {
      const name = node.props?.["field"];
      if (typeof name === "string" && !byField.has(name)) byField.set(name, node);
    }
    return byField;
  }, [document]);

  // fields whose value is lines: records of another object, written together with this one
  const lined = useMemo(
    () =>
      object.fields.flatMap((field) => {
        const derivation = field.derivation;
        if (derivation?.kind !== "lines" || !Object.hasOwn(documents.object, derivation.object)) return [];
        const detail = shownObject(documents.object[derivation.object]!, documents.object);
        return [{ field, detail, by: derivation.by, order: derivation.order, start: defaultsOf(detail, noValues, context) }];
      }),
    [object, documents.object, context],
  );
  const check = useCallback(
    (typed: Values) => {
      const found = checkRecord(object, typed, context, (field, values) =>
        placed.has(field.name) && isWritable(field, grant)
          ? fieldStateAt(field, placed.get(field.name), { object, context }, values)
          : undefined,
      );
      for (const { field, detail, by, start: first } of lined) {
        if (!placed.has(field.name)) continue;
        for (const [at, fault] of checkLines(detail, by, linesIn(typed[field.name]), first, context))
          found.set(`${field.name}.${at}`, fault);
      }
      return found;
    },
    [object, context, placed, grant, lined],
  );
  const resolver = useCallback<Resolver<Record<string, unknown>>>(
    (typed) => {
      const found = check(typed);
      if (found.size === 0) return { values: typed, errors: {} };
      const errors: Record<string, unknown> = {};
      for (const [name, fault] of found) set(errors, name === "" ? "root" : name, { type: fault.code, message: say(fault) });
      return { values: {}, errors: errors as FieldErrors<Record<string, unknown>> };
    },
    [check, say],
  );
  const { control, handleSubmit, setError, reset, resetField, getValues, setFocus } = useForm<Record<string, unknown>>({
    defaultValues: start,
    resolver,
    mode: "onTouched",
    shouldFocusError: false,
  });
  const { isDirty, isSubmitting, errors } = useControlState({ control });
  const savedLines = useRef(new Map<string, readonly Line[]>());
  const [refusal, setRefusal] = useState<{ readonly code: string; readonly words: string } | undefined>();
  const frame = useRef<HTMLFormElement>(null);

  // the record came anew (saved elsewhere, or another record): what was typed here and not sent stays
  const version = `${String(given["id"] ?? "")}:${String(given["version"] ?? "")}`;
  const shownVersion = useRef(version);
  useEffect(() => {
    if (shownVersion.current === version) return;
    shownVersion.current = version;
    // lines are read apart from the record: those that stand stay until they are read anew
    const lines = Object.fromEntries(lined.map(({ field }) => [field.name, getValues(field.name)]));
    reset({ ...start, ...lines }, { keepDirtyValues: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new version, not a new identity of the same one
  }, [version, reset]);

  const focusFirst = () =>
    requestAnimationFrame(() => {
      const first = frame.current?.querySelector<HTMLElement>(
        "[aria-invalid=true]:not([type=hidden]), [data-invalid] input:not([type=hidden]):not([tabindex='-1']), [data-invalid] textarea, [data-invalid] button, [data-invalid] [role=radio]",
      );
      first?.focus();
      first?.scrollIntoView?.({ block: "center" });
    });

  const submit = handleSubmit(
    async (typed) => {
      if (props.onSubmit === undefined) return;
      const changes: Record<string, unknown> = {};
      const sentLines = new Map<string, readonly number[]>();
      for (const { field, detail, by, order, start: first } of lined) {
        if (!isWritable(field, grant)) continue;
        const before = savedLines.current.get(field.name) ?? [];
        const there = linesIn(typed[field.name]);
        const placed = order === undefined ? there : withPlaces(there, before, order, (line) => isBlank(line, detail, by, first));
        const { sent, at } = changedLines(detail, by, placed, before, first);
        if (sent.length > 0) changes[field.name] = sent;
        sentLines.set(field.name, at);
      }
      const now = readValues(object, typed);
      for (const field of object.fields) {
        if (!isWritable(field, grant) || field.derivation !== undefined) continue;
        // typed before a rule took it away: it does not apply to this record
        if (!stateOf(field, object, now, context).visible) continue;
        const read = readField(field, typed[field.name]);
        if ("fault" in read) continue;
        const before = mode === "create" ? undefined : given[field.name];
        if (JSON.stringify(read.value ?? null) === JSON.stringify(isEmpty(before) ? null : before)) continue;
        changes[field.name] = read.value ?? null;
      }
      if (mode === "create") for (const name of Object.keys(changes)) if (changes[name] === null) delete changes[name];
      setRefusal(undefined);
      try {
        await props.onSubmit(changes);
        reset(typed);
      } catch (fault) {
        if (!(fault instanceof ApiProblem)) throw fault;
        const elsewhere = placeProblems(fault.problems, object.byName, (name, problem) =>
          setError(placeOf(name, problem.path, sentLines), {
            type: problem.code,
            message: say(problem),
          }),
        );
        if (elsewhere.length > 0 || fault.problems.length === 0)
          setRefusal({ code: fault.code, words: tell(elsewhere.length > 0 ? elsewhere : fault) });
        focusFirst();
      }
    },
    () => focusFirst(),
  );

  const [beforeSave] = useState(() => new Set<() => Promise<boolean>>());
  const [isWaiting, setWaiting] = useState(false);
  const save = async (event: FormEvent) => {
    setWaiting(true);
    const ended = await Promise.all(Array.from(beforeSave, (each) => each()));
    setWaiting(false);
    if (ended.every(Boolean)) await submit(event);
  };

  const state = useMemo<FormState>(
    () => ({
      object,
      control,
      beforeSave,
      useValuesOf,
      settle: (name, value) => {
        savedLines.current.set(name, linesIn(value));
        if (getValues(name) === undefined) resetField(name, { defaultValue: value });
      },
      context,
      saved: mode === "create" ? undefined : given,
      mode,
      isReadOnly: props.isReadOnly === true,
      recordId: typeof given["id"] === "string" ? given["id"] : undefined,
    }),
    [object, control, beforeSave, context, mode, props.isReadOnly, given, resetField, getValues],
  );
  const canvas = useMemo<Canvas | undefined>(
    () =>
      props.wrapNode === undefined
        ? undefined
        : { wrapNode: props.wrapNode, ...(props.onSelect === undefined ? {} : { onSelect: props.onSelect }) },
    [props.wrapNode, props.onSelect],
  );
  void setFocus;

  return (
    <FormContext value={state}>
      <CanvasProvider canvas={canvas}>
        <form
          ref={frame}
          noValidate
          className={cx("@container flex flex-col gap-4 text-md", props.className)}
          onSubmit={(event) => {
            event.preventDefault();
            void (beforeSave.size === 0 ? submit(event) : save(event));
          }}
        >
          {refusal === undefined ? null : (
            <Banner tone="danger" title={refusal.words}>
              {refusal.code === "version_conflict" ? t("conflictHelp") : undefined}
            </Banner>
          )}
          {errors["root"] === undefined ? null : <Banner tone="danger" title={errors["root"].message as string} />}
          <RenderNodes nodes={document.nodes} />
          {props.onSubmit === undefined ? null : (
            <div className="flex items-center justify-end gap-2 max-sm:sticky max-sm:bottom-0 max-sm:-mx-4 max-sm:border-t max-sm:border-line max-sm:bg-surface max-sm:px-4 max-sm:py-3 max-sm:pb-[max(12px,env(safe-area-inset-bottom))]">
              {props.actions}
              <span className="flex-1" />
              {props.onCancel === undefined ? null : (
                <Button size="lg" onPress={props.onCancel}>
                  {tc("cancel")}
                </Button>
              )}
              <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting || isWaiting} className="max-sm:flex-1">
                {props.submitLabel ?? t("save")}
              </Button>
            </div>
          )}
        </form>
        {props.guards === true ? <Leaving isDirty={isDirty && !isSubmitting} /> : null}
      </CanvasProvider>
    </FormContext>
  );
}

/** "/items/1/count" of what was sent → "items.3.count" of what stands in the form. */
function placeOf(name: string, path: string, sentLines: ReadonlyMap<string, readonly number[]>): string {
  const places = sentLines.get(name);
  const [place, cell] = path.split("/").slice(path.split("/").indexOf(name) + 1);
  const at = places?.[Number(place)];
  return at === undefined ? name : `${name}.${at}.${cell ?? "_line"}`;
}

/** Asks before what was typed is lost: by the browser when the tab closes, by a dialog when a link leads away. */
function Leaving({ isDirty }: { readonly isDirty: boolean }) {
  const t = useTranslations("run.form");
  const [asked, setAsked] = useState<string | undefined>();
  useEffect(() => {
    if (!isDirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      if (link === null || link === undefined || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      if (link.getAttribute("target") === "_blank") return;
      event.preventDefault();
      event.stopPropagation();
      setAsked((link as HTMLAnchorElement).href);
    };
    addEventListener("beforeunload", onUnload);
    globalThis.document.addEventListener("click", onClick, true);
    return () => {
      removeEventListener("beforeunload", onUnload);
      globalThis.document.removeEventListener("click", onClick, true);
    };
  }, [isDirty]);
  return (
    <Dialog
      isOpen={asked !== undefined}
      onClose={() => setAsked(undefined)}
      title={t("unsaved")}
      role="alertdialog"
      actions={
        <>
          <Button
            variant="danger"
            onPress={() => {
              const to = asked;
              setAsked(undefined);
              if (to !== undefined) location.assign(to);
            }}
          >
            {t("leave")}
          </Button>
          <Button variant="primary" onPress={() => setAsked(undefined)}>
            {t("stay")}
          </Button>
        </>
      }
    />
  );
}
