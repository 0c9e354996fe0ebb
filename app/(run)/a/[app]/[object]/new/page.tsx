import { notFound } from "next/navigation";
import { requireVisit } from "../../../../../platform.ts";
import { shownDocuments } from "../../../../documents.ts";
import { NewRecord } from "./new-record.tsx";

interface Props {
  readonly params: Promise<{ readonly app: string; readonly object: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The form for a new record. Fields named in the address are filled in. */
export default async function NewRecordPage({ params, searchParams }: Props) {
  const [{ app, object }, given] = await Promise.all([params, searchParams]);
  const visit = await requireVisit(`/a/${app}/${object}/new`);
  const { documents, grants } = shownDocuments(visit.effective, visit.actor);
  if (!Object.hasOwn(documents.object, object) || grants[object]?.create !== true) notFound();
  const names = new Set(Object.values(documents.object[object]?.fields ?? {}).map((field) => field.name));
  const values = Object.fromEntries(Object.entries(given).filter(([name, value]) => names.has(name) && typeof value === "string"));
  return <NewRecord object={object} values={values} now={new Date().toISOString()} />;
}
