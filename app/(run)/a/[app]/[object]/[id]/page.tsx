import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { expandOf, keys, shownObject } from "#components";
import { inLocale } from "#metadata";
import { getRecord, recordHistory, waitingOf } from "#runtime";
import { platform, requireVisit, valueOr404 } from "../../../../../platform.ts";
import { currentPreferences } from "../../../../../preferences.ts";
import { shownDocuments } from "../../../../documents.ts";
import { RecordPage } from "./record-page.tsx";

interface Props {
  readonly params: Promise<{ readonly app: string; readonly object: string; readonly id: string }>;
  readonly searchParams: Promise<{ readonly edit?: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { app, object } = await params;
  const visit = await requireVisit(`/a/${app}/${object}`);
  const document = shownDocuments(visit.effective, visit.actor).documents.object[object];
  const { locale } = await currentPreferences();
  return document === undefined ? {} : { title: inLocale(document.label, locale) };
}

/** One record: the page somebody designed for its object, else one made from its fields. */
export default async function RecordPageRoute({ params, searchParams }: Props) {
  const [{ app, object: name, id }, { edit }] = await Promise.all([params, searchParams]);
  const visit = await requireVisit(`/a/${app}/${name}/${id}`);
  const { documents } = shownDocuments(visit.effective, visit.actor);
  const document = Object.hasOwn(documents.object, name) ? documents.object[name] : undefined;
  if (document === undefined) notFound();
  const object = shownObject(document);
  const { actor, effective } = visit;
  const [record, history, waiting] = await Promise.all([
    getRecord(platform(), actor, name, id, { expand: expandOf(object) }),
    recordHistory(platform(), actor, name, id),
    waitingOf(platform(), actor, name, id),
  ]);
  const found = valueOr404(record);
  const { revision } = effective;
  const brought = [
    { key: keys.record(revision, name, id), data: found },
    ...(history.ok ? [{ key: keys.history(revision, name, id), data: history.value }] : []),
    { key: keys.waiting(revision, name, id), data: waiting },
  ];
  const related = (effective.objects.get(name)?.referredBy ?? []).filter((each) => Object.hasOwn(documents.object, each.object));
  return (
    <RecordPage
      object={name}
      id={id}
      isEditing={edit !== undefined}
      related={related.map(({ object: other, field }) => ({ object: other, field }))}
      brought={JSON.parse(JSON.stringify(brought))}
      at={Date.now()}
    />
  );
}
