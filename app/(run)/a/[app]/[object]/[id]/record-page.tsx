"use client";
import { useMemo, useState } from "react";
import {
  EmptyState,
  generatePage,
  Hydrated,
  RenderForm,
  RenderPage,
  Skeleton,
  toast,
  useChange,
  useHref,
  useNavigation,
  useObject,
  useRecord,
  useScope,
  useText,
  useTitleOf,
  useTranslations,
  useWaiting,
  type Brought,
  type RecordJson,
  type ShownObject,
} from "#components";

interface Props {
  readonly object: string;
  readonly id: string;
  readonly isEditing: boolean;
  readonly related: readonly { readonly object: string; readonly field: string }[];
  readonly brought: readonly Brought[];
  readonly at: number;
}

export function RecordPage(props: Props) {
  return (
    <Hydrated brought={props.brought} at={props.at}>
      <Shown {...props} />
    </Hydrated>
  );
}

function Shown({ object: name, id, isEditing, related }: Props) {
  const object = useObject(name);
  const t = useTranslations("run.record");
  const tc = useTranslations("common");
  const { documents } = useScope();
  // while a flow waits or has just been answered the record changes from outside
  const waiting = useWaiting(object, id);
  const record = useRecord(object, id, { refetchMs: (waiting.data?.length ?? 0) > 0 ? 5_000 : undefined });
  const page = useMemo(() => {
    if (object === undefined) return undefined;
    return Object.values(documents.page).find((each) => each.object === name && each.byLink !== true) ?? generatePage(object, related);
  }, [object, documents.page, name, related]);
  if (object === undefined || page === undefined) return null;
  if (record.data === undefined)
    return record.isError ? <EmptyState title={t("loadFailed")} /> : <Skeleton rows={8} className="p-6" label={tc("loading")} />;
  if (isEditing) return <Editing object={object} record={record.data} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto bg-canvas">
      <RenderPage page={page} record={record.data} />
    </div>
  );
}

/** The form of a record, over the version that was there when it was opened: what others change meanwhile is asked about on saving. */
function Editing({ object, record }: { readonly object: ShownObject; readonly record: RecordJson }) {
  const tf = useTranslations("run.form");
  const text = useText();
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const { navigate } = useNavigation();
  const change = useChange(object);
  const [opened] = useState(record);
  const values = useMemo(() => withIds(opened), [opened]);
  const here = hrefOf(object.name, record.id) ?? "/";
  const title = `${text(object.document.label)} ${titleOf(object, opened)}`;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto bg-canvas">
      <div className="mx-auto max-w-[840px] p-4 sm:p-6">
        <h1 className="mb-4 text-xl font-semibold">{tf("editTitle", { record: title })}</h1>
        <div className="card p-4 sm:p-6">
          <RenderForm
            object={object.name}
            values={values}
            mode="edit"
            guards
            onCancel={() => navigate(here)}
            onSubmit={async (changes) => {
              if (Object.keys(changes).length > 0) await change.mutateAsync({ record: opened, changes });
              toast(tf("saved", { record: title }));
              navigate(here);
            }}
          />
        </div>
      </div>
    </div>
  );
}

/** Records brought along for references are ids again: a form sends ids. */
function withIds(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null && !Array.isArray(value) && "version" in value && "id" in value
        ? (value as { id: string }).id
        : value,
    ]),
  );
}
