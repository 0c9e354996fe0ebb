"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { displayOf } from "../../displays.ts";
import { DerivedMark } from "../../form/read-text/derived-mark.tsx";
import { useText } from "../../i18n/provider.tsx";
import { EditHere, loadEditor } from "../../render/edit-here.tsx";
import { useTell } from "../../render/say.ts";
import { isWritable, seenFields, valueIn, type ShownField, type ShownObject } from "../../render/object.ts";
import { usePageState, type RecordJson } from "../../render/page-state.tsx";
import { useChange } from "../../render/record-data.ts";
import { fieldsHaveRules, isEmpty, readValues, stateOf, useRules } from "../../render/rules.ts";
import { useCanvas, useGrant } from "../../render/scope.tsx";
import { Value } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { Card } from "../../ui/card.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import type { recordDetails } from "./definition.ts";

export const RecordDetails: View<typeof recordDetails> = ({ props, node }) => {
  const page = usePageState();
  const t = useTranslations("run.record");
  const text = useText();
  const grant = useGrant(page?.object?.name);
  if (page?.object === undefined) return null;
  const seen = seenFields(page.object, grant);
  const fields = props.fields?.flatMap((name) => seen.filter((field) => field.name === name)) ?? seen;
  return (
    <Card id={`card-${node.id}`} title={text(props.title) || t("details")}>
      <Details object={page.object} record={page.record} fields={fields} />
    </Card>
  );
};

/** Values to be read; a click on one changes that one, Enter saves, Esc leaves it. */
export function Details(props: {
  readonly object: ShownObject;
  readonly record: RecordJson | undefined;
  readonly fields: readonly ShownField[];
  readonly isNarrow?: boolean;
}) {
  const { object, record, fields } = props;
  useRules(fieldsHaveRules(fields));
  const grant = useGrant(object.name);
  const canvas = useCanvas();
  const page = usePageState();
  const context = page?.context ?? { now: new Date(0).toISOString(), user: { id: null, roles: [] } };
  const values = readValues(object, record ?? {});
  return (
    <dl className={cx("grid gap-x-4 px-4 py-2", props.isNarrow === true ? "grid-cols-1" : "sm:grid-cols-2")}>
      {fields.map((field) => {
        const state = stateOf(field, object, values, context);
        if (!state.visible) return null;
        const mayEdit =
          record !== undefined &&
          canvas === undefined &&
          grant.update === true &&
          isWritable(field, grant) &&
          !state.readOnly &&
          field.derivation === undefined;
        return <Detail key={field.id} object={object} record={record} field={field} mayEdit={mayEdit} isNarrow={props.isNarrow === true} />;
      })}
    </dl>
  );
}

function Detail(props: {
  readonly object: ShownObject;
  readonly record: RecordJson | undefined;
  readonly field: ShownField;
  readonly mayEdit: boolean;
  readonly isNarrow: boolean;
}) {
  const { object, record, field } = props;
  const text = useText();
  const t = useTranslations("run.record");
  const tc = useTranslations("common");
  const tell = useTell(object.name);
  const change = useChange(object);
  const [editing, setEditing] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const label = text(field.label);
  const value = valueIn(field, record);
  const display = displayOf(field.readBy);
  // links and buttons of a value are not put inside of a button; what is long gets the whole width
  const acts = display?.acts === true || field.fieldType.refersTo !== undefined;
  const isTall = display?.isTall === true && (!isEmpty(value) || display.evenEmpty === true);
  const edit = () => setEditing(true);
  const shown = <Value field={field} value={value} empty={t("none")} noLinks={props.mayEdit && !acts} recordId={record?.id} />;
  return (
    <div
      className={cx(
        "min-h-8 gap-x-4",
        isTall ? "flex flex-col gap-1 py-2" : "grid items-center",
        isTall && !props.isNarrow && "sm:col-span-2",
        !isTall && (props.isNarrow ? "grid-cols-[84px_minmax(0,1fr)]" : "grid-cols-[112px_minmax(0,1fr)]"),
      )}
    >
      <dt className="ellipsis text-sm text-muted" title={label}>
        {label}
        <DerivedMark field={field} />
      </dt>
      <dd className="min-w-0">
        {editing && record !== undefined ? (
          <EditHere
            object={object}
            record={record}
            field={field}
            onCancel={() => setEditing(false)}
            onSave={async (next) => {
              setEditing(false);
              try {
                await change.mutateAsync({ record, changes: { [field.name]: next } });
                setFault(undefined);
              } catch (thrown) {
                setFault(tell(thrown, field.name));
              }
            }}
          >
            <Value field={field} value={value} empty={t("none")} noLinks recordId={record.id} />
          </EditHere>
        ) : props.mayEdit && !acts ? (
          <button
            type="button"
            aria-label={`${tc("edit")}: ${label}`}
            onClick={edit}
            onPointerEnter={() => void loadEditor()}
            onFocus={() => void loadEditor()}
            className="group -mx-2 flex min-h-8 w-[calc(100%+16px)] items-center gap-2 rounded-sm px-2 text-left hover:bg-surface-hover"
          >
            <span className="min-w-0 flex-1 break-words whitespace-pre-wrap">{shown}</span>
            <span className="text-muted opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100">
              <Icon name="pencil" />
            </span>
          </button>
        ) : props.mayEdit ? (
          <div className="group -mx-2 flex min-h-8 items-center gap-2 rounded-sm px-2 hover:bg-surface-hover" onDoubleClick={edit}>
            <div className="min-w-0 flex-1 break-words">{shown}</div>
            <button
              type="button"
              aria-label={`${tc("edit")}: ${label}`}
              onClick={edit}
              onPointerEnter={() => void loadEditor()}
              onFocus={() => void loadEditor()}
              className="grid size-6 flex-none place-items-center self-start rounded-sm text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 max-sm:size-11 max-sm:opacity-100"
            >
              <Icon name="pencil" />
            </button>
          </div>
        ) : (
          <div className={cx("min-h-8 break-words", isTall ? "" : "flex items-center whitespace-pre-wrap")}>{shown}</div>
        )}
        {fault === undefined ? null : <p className="text-sm text-danger">{fault}</p>}
      </dd>
    </div>
  );
}
