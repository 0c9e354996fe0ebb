import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { bothOf, keys, listQuery, readFilter, shownObject } from "#components";
import { inLocale, inOrder } from "#metadata";
import { aggregateRecords, listRecords, parseQuery } from "#runtime";
import { platform, requireVisit } from "../../../../platform.ts";
import { currentPreferences } from "../../../../preferences.ts";
import { shownDocuments } from "../../../documents.ts";
import { ListPage } from "./list-page.tsx";

interface Props {
  readonly params: Promise<{ readonly app: string; readonly object: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { app, object } = await params;
  const visit = await requireVisit(`/a/${app}/${object}`);
  const document = shownDocuments(visit.effective, visit.actor).documents.object[object];
  const { locale } = await currentPreferences();
  return document === undefined ? {} : { title: inLocale(document.plural ?? document.label, locale) };
}

/** The records of an object. The first page is read here, by the function the API calls, and laid into the browser's cache. */
export default async function RecordListPage({ params, searchParams }: Props) {
  const [{ app, object: name }, given] = await Promise.all([params, searchParams]);
  const visit = await requireVisit(`/a/${app}/${name}`);
  const { documents } = shownDocuments(visit.effective, visit.actor);
  const document = Object.hasOwn(documents.object, name) ? documents.object[name] : undefined;
  if (document === undefined) notFound();
  const object = shownObject(document);
  const one = (key: string): string | undefined => (typeof given[key] === "string" ? given[key] : undefined);

  const views = Object.values(documents.view)
    .filter((view) => view.object === name)
    .sort((a, b) => ((a.order ?? "") < (b.order ?? "") ? -1 : (a.order ?? "") > (b.order ?? "") ? 1 : a.name < b.name ? -1 : 1));
  const item = inOrder(documents.app[app]?.items ?? {}).find((each) => each.object === name);
  const firstView = item?.view ?? views[0]?.name;
  const view = views.find((each) => each.name === (one("view") ?? firstView)) ?? views[0];
  const filter = bothOf(view?.filter, readFilter(one("filter") ?? null));
  const sort = one("sort") ?? view?.sort;
  const q = one("q");
  const query = listQuery(object, {
    ...(filter === undefined ? {} : { filter }),
    ...(sort === undefined ? {} : { sort }),
    ...(q === undefined ? {} : { q }),
  });

  const asked = parseQuery(
    Object.entries(query).map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
  const page = asked.ok ? await listRecords(platform(), visit.actor, name, asked.value) : asked;
  const money = (view === undefined ? object.fields : inOrder(view.columns).flatMap(({ field }) => object.byName.get(field) ?? [])).find(
    (field) => field.fieldType.type(field.settings) === "money",
  );
  const measures = [
    { fn: "count" as const },
    ...(money === undefined
      ? []
      : [
          { fn: "sum" as const, field: money.name },
          { fn: "avg" as const, field: money.name },
        ]),
  ];
  const sums = await aggregateRecords(platform(), visit.actor, name, { ...(filter === undefined ? {} : { filter }), measures } as never);
  const { revision } = visit.effective;
  const brought = [
    ...(page.ok ? [{ key: keys.list(revision, name, query), data: { pages: [page.value], pageParams: [null] } }] : []),
    ...(sums.ok
      ? [
          {
            key: keys.aggregate(revision, name, { ...(filter === undefined ? {} : { filter }), measures }),
            data: sums.value[0]?.values ?? [],
          },
        ]
      : []),
  ];
  const search = new URLSearchParams(
    Object.entries(given).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  ).toString();
  return <ListPage object={name} view={firstView} search={search} brought={JSON.parse(JSON.stringify(brought))} at={Date.now()} />;
}
