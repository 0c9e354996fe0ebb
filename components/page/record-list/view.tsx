"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Suspense, useCallback, useMemo, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Money } from "#metadata";
import { moneyText } from "#metadata/vocabulary";
import { api, ApiProblem, withQuery } from "../../data/api.ts";
import { keys } from "../../data/keys.ts";
import { bothOf } from "../../conditions/condition.ts";
import { FilterBar } from "../../conditions/filter-bar.tsx";
import { useText, useWords } from "../../i18n/provider.tsx";
import { CatchingUp } from "../../render/catching-up.tsx";
import { useTell } from "../../render/say.ts";
import type { ShownField, ShownObject } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { useDeeds } from "../../render/record-data.ts";
import type { Work as WorkAsked } from "../../jobs/list-work.tsx";
import { useGrant, useHref, useObject, useScope } from "../../render/scope.tsx";
import { useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, ButtonLink, IconButton } from "../../ui/button.tsx";
import { byNeed } from "../../ui/by-need.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Menu } from "../../ui/menu.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { toast } from "../../ui/toaster.tsx";
import { Cards } from "./cards.tsx";
import { Grid } from "./grid.tsx";
import { listQuery } from "./list-query.ts";
import { useColumns, useListState, useViewsOf } from "./list-state.ts";
import { SlowNotice, type Looked } from "./slow-notice.tsx";
import type { recordList } from "./definition.ts";

// what opens on request: work on many records, a record beside the list
const SaveView = byNeed(async () => (await import("./save-view.tsx")).SaveView);
const Work = byNeed(async () => (await import("../../jobs/list-work.tsx")).ListWork);
const SidePanel = byNeed(async () => (await import("./side-panel.tsx")).SidePanel);
const panelPlace = "w-93 flex-none max-lg:fixed max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:shadow-3 max-sm:w-full";

export const RecordList: View<typeof recordList> = ({ props }) => {
  const object = useObject(props.object);
  const text = useText();
  if (object === undefined) return null;
  return (
    <List
      key={object.name}
      object={object}
      firstView={props.view}
      title={text(props.title) || text(object.document.plural ?? object.document.label)}
    />
  );
};

interface Page extends Looked {
  readonly data: readonly RecordJson[];
  readonly next: string | null;
  readonly count?: number;
  readonly catchingUp?: true;
}
const none: readonly RecordJson[] = [];

function List({
  object,
  firstView,
  title,
}: {
  readonly object: ShownObject;
  readonly firstView: string | undefined;
  readonly title: string;
}) {
  const t = useTranslations("run.list");
  const tc = useTranslations("common");
  const text = useText();
  const tell = useTell(object.name);
  const { revision, live } = useScope();
  const grant = useGrant(object.name);
  const hrefOf = useHref();
  const titleOf = useTitleOf();
  const views = useViewsOf(object);
  const [state, change] = useListState(firstView ?? views[0]?.name);
  const view = views.find((each) => each.name === state.view) ?? views[0];
  const columns = useColumns(object, view);
  const [selected, setSelected] = useState<Record<string, boolean>>({});
  const [searching, setSearching] = useState(state.search !== "");
  const [work, setWork] = useState<WorkAsked>();
  const [isAll, setAll] = useState(false);
  const tj = useTranslations("run.jobs");
  const tdel = useTranslations("run.deleted");
  const deeds = useDeeds(object);

  const filter = useMemo(() => bothOf(view?.filter, state.filter), [view, state.filter]);
  const sort = state.sort ?? view?.sort;
  const query = useMemo(
    () =>
      listQuery(object, {
        ...(filter === undefined ? {} : { filter }),
        ...(sort === undefined ? {} : { sort }),
        ...(state.search === "" ? {} : { q: state.search }),
      }),
    [object, filter, sort, state.search],
  );
  const list = useInfiniteQuery({
    queryKey: keys.list(revision, object.name, query),
    queryFn: ({ pageParam, signal }) =>
      api<Page>(
        withQuery(`/objects/${object.name}/records`, pageParam === null ? query : { ...query, cursor: pageParam, count: undefined }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    enabled: live !== false,
  });
  const records = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? none, [list.data]);
  const count = list.data?.pages[0]?.count;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const newHref = grant.create === true ? hrefOf(object.name, "new") : undefined;
  const words = useWords();
  const label = words(object.document.label);
  const open = state.open;
  const place = records.findIndex((record) => record.id === open);
  const ticked = records.filter((record) => selected[record.id] === true);
  const isNarrowed = state.filter !== undefined || state.search !== "";

  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <div className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
        <header className="flex h-14 flex-none items-center gap-2 px-4">
          <h1 className="ellipsis text-xl font-semibold">{title}</h1>
          <span className="flex-1" />
          {newHref === undefined ? null : (
            <ButtonLink href={newHref} icon="plus" variant="primary" className="max-sm:hidden">
              {t("new", { object: label })}
            </ButtonLink>
          )}
          <Menu
            label={tj("menu")}
            placement="bottom end"
            trigger={<IconButton icon="ellipsis" label={tj("menu")} />}
            entries={[
              ...(grant.create === true || grant.update === true ? [{ id: "import", label: tj("importFile"), icon: "upload" }] : []),
              ...(grant.export === true
                ? [
                    { id: "csv", label: tj("exportCsv"), icon: "download" },
                    { id: "xlsx", label: tj("exportXlsx"), icon: "file-spreadsheet" },
                  ]
                : []),
              { id: "jobs", label: tj("show"), icon: "history", divided: true },
              ...(grant.delete === true ? [{ id: "deleted", label: tdel("title"), icon: "trash-2" }] : []),
            ]}
            onAction={(id) => setWork({ kind: id as "import" | "csv" | "xlsx" | "jobs" | "deleted" })}
          />
        </header>
        <Tabs
          label={t("views")}
          value={view?.name ?? "all"}
          onChange={(name) => {
            setSelected({});
            change({ view: name, sort: undefined });
          }}
          items={
            views.length === 0
              ? [{ id: "all", label: t("all"), icon: "table-2" }]
              : views.map((each) => ({
                  id: each.name,
                  label: text(each.label),
                  icon: "table-2",
                  count: each.name === view?.name && count !== undefined ? count : undefined,
                }))
          }
        />
        <div className="flex min-h-12 flex-none flex-wrap items-center gap-1.5 border-b border-line px-4 py-1.5">
          {ticked.length > 0 ? (
            <Ticked
              records={ticked}
              mayDelete={grant.delete === true}
              mayEdit={grant.update === true}
              count={isAll ? count : undefined}
              all={!isAll && ticked.length === records.length && count !== undefined && count > records.length ? count : undefined}
              onAll={() => setAll(true)}
              onEdit={() =>
                setWork({
                  kind: "edit",
                  count: isAll && count !== undefined ? count : ticked.length,
                  ...(isAll ? {} : { ids: ticked.map(({ id }) => id) }),
                })
              }
              onClear={() => {
                setSelected({});
                setAll(false);
              }}
              onDelete={async () => {
                // many are deleted behind the page, and brought back as one act
                if (isAll || ticked.length > 5) {
                  setWork({
                    kind: "delete",
                    count: isAll && count !== undefined ? count : ticked.length,
                    ...(isAll ? {} : { ids: ticked.map(({ id }) => id) }),
                  });
                  setSelected({});
                  setAll(false);
                  return;
                }
                try {
                  await deeds.remove(ticked);
                  setSelected({});
                  toast(t("deleted", { count: ticked.length, name: titleOf(object, ticked[0]) }), {
                    label: tc("undo"),
                    run: () => void deeds.restore(ticked),
                  });
                } catch (fault) {
                  toast(
                    t("notSaved", {
                      reason: tell(fault),
                    }),
                  );
                }
              }}
            />
          ) : (
            <>
              <FilterBar object={object} filter={state.filter} onChange={(next) => change({ filter: next })} />
              {(state.filter === undefined && state.sort === undefined) || live === false ? null : (
                <Suspense fallback={null}>
                  <SaveView object={object} view={view} columns={columns} filter={filter} sort={sort} />
                </Suspense>
              )}
              <span className="flex-1" />
              <SortMenu fields={columns.map((column) => column.field)} sort={sort} onSort={(next) => change({ sort: next })} />
              {searching ? (
                <SearchField
                  label={t("searchIn", { objects: words(object.document.plural ?? object.document.label) })}
                  value={state.search}
                  autoFocus={state.search === ""}
                  onChange={(next) => {
                    change({ search: next });
                    if (next === "") setSearching(false);
                  }}
                  className="w-56"
                />
              ) : (
                <IconButton icon="search" label={tc("search")} size="sm" onPress={() => setSearching(true)} />
              )}
            </>
          )}
        </div>
        {list.data === undefined ? null : <CatchingUp object={object} isTold={list.data.pages.some((page) => page.catchingUp === true)} />}
        {list.data === undefined ? null : <SlowNotice object={object} page={list.data.pages[0]} />}
        {list.isError ? (
          <div className="p-4">
            <Banner
              tone="danger"
              title={t("failed")}
              actions={
                <Button size="sm" onPress={() => void list.refetch()}>
                  {tc("retry")}
                </Button>
              }
            >
              {list.error instanceof ApiProblem ? tell(list.error) : null}
              {list.error instanceof ApiProblem ? <span className="mt-1 block font-mono text-sm text-faint">{list.error.code}</span> : null}
            </Banner>
          </div>
        ) : list.data === undefined ? (
          <Skeleton rows={12} className="flex-1 px-4" label={tc("loading")} />
        ) : records.length === 0 ? (
          <div className="flex-1">
            {isNarrowed || view?.filter !== undefined ? (
              <EmptyState title={t("emptyFiltered")}>{isNarrowed ? t("emptyFilteredHelp") : null}</EmptyState>
            ) : (
              <EmptyState
                title={t("empty", { objects: words(object.document.plural ?? object.document.label) })}
                action={
                  newHref === undefined ? null : (
                    <ButtonLink href={newHref} icon="plus">
                      {t("new", { object: label })}
                    </ButtonLink>
                  )
                }
              >
                {t("emptyHelp")}
              </EmptyState>
            )}
          </div>
        ) : (
          <>
            <Grid
              object={object}
              columns={columns}
              records={records}
              openId={open}
              sort={sort}
              onSort={(next) => change({ sort: next })}
              onOpen={(id) => change({ open: id })}
              selected={selected}
              onSelect={setSelected}
              hasMore={hasNextPage}
              onMore={onMore}
              isRefreshing={list.isFetching}
              className="max-sm:hidden"
            />
            <Cards
              object={object}
              columns={columns}
              records={records}
              hasMore={hasNextPage}
              onMore={onMore}
              className="min-h-0 flex-1 overflow-y-auto sm:hidden"
            />
          </>
        )}
        <Summary
          object={object}
          columns={columns.map((column) => column.field)}
          filter={filter}
          search={state.search}
          count={count}
          loaded={records.length}
          hasMore={hasNextPage}
        />
        {newHref === undefined ? null : (
          <div
            className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-surface px-4 pt-3 pb-[max(12px,env(safe-area-inset-bottom))] sm:hidden"
            data-chrome
          >
            <ButtonLink href={newHref} icon="plus" variant="primary" className="h-12 w-full text-md">
              {t("new", { object: label })}
            </ButtonLink>
          </div>
        )}
      </div>
      {work === undefined ? null : (
        <Suspense fallback={null}>
          <Work
            object={object}
            work={work}
            list={{
              ...(filter === undefined ? {} : { filter }),
              ...(sort === undefined ? {} : { sort }),
              ...(state.search === "" ? {} : { q: state.search }),
              fields: columns.map((column) => column.field.name),
            }}
            onClose={(isDone) => {
              setWork(undefined);
              if (isDone === true) {
                setSelected({});
                setAll(false);
              }
            }}
          />
        </Suspense>
      )}
      {open === undefined ? null : (
        <Suspense fallback={<aside className={panelPlace} />}>
          <SidePanel
            key={open}
            object={object}
            id={open}
            known={records[place]}
            onClose={() => change({ open: undefined })}
            onStep={(by) => {
              const next = records[place + by];
              if (next !== undefined) change({ open: next.id });
            }}
            className={panelPlace}
          />
        </Suspense>
      )}
    </div>
  );
}

function SortMenu({
  fields,
  sort,
  onSort,
}: {
  readonly fields: readonly ShownField[];
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
}) {
  const t = useTranslations("run.list");
  const text = useText();
  const name = sort?.split(",")[0]?.replace(/^-/u, "");
  const current = fields.find((field) => field.name === name);
  const possible = fields.filter((field) => {
    const type = field.fieldType.type(field.settings);
    return typeof type === "string" && type !== "json" && type !== "reference";
  });
  return (
    <Menu
      label={t("sort")}
      placement="bottom end"
      trigger={
        <Button variant="ghost" size="sm" icon="arrow-up-down">
          {current === undefined ? t("noSort") : text(current.label)}
        </Button>
      }
      entries={possible.flatMap((field) => [
        { id: field.name, label: `${text(field.label)} · ${t("ascending")}`, isOn: sort === field.name },
        { id: `-${field.name}`, label: `${text(field.label)} · ${t("descending")}`, isOn: sort === `-${field.name}` },
      ])}
      onAction={onSort}
    />
  );
}

function Ticked(props: {
  readonly records: readonly RecordJson[];
  readonly mayDelete: boolean;
  readonly mayEdit: boolean;
  /** all that the list would show are meant, not only the loaded ones */
  readonly count: number | undefined;
  /** how many there are beyond those that are loaded and ticked */
  readonly all: number | undefined;
  readonly onAll: () => void;
  readonly onEdit: () => void;
  readonly onClear: () => void;
  readonly onDelete: () => Promise<void>;
}) {
  const t = useTranslations("run.list");
  const tj = useTranslations("run.jobs");
  const tc = useTranslations("common");
  const [busy, setBusy] = useState(false);
  return (
    <>
      <span className="num font-medium">
        {props.count === undefined ? t("selected", { count: props.records.length }) : tj("allSelected", { count: props.count })}
      </span>
      {props.all === undefined ? null : (
        <Button size="sm" variant="ghost" onPress={props.onAll}>
          {tj("selectAllMatching", { count: props.all })}
        </Button>
      )}
      {props.mayEdit ? (
        <Button size="sm" icon="pencil" onPress={props.onEdit}>
          {tj("editSelected")}
        </Button>
      ) : null}
      {props.mayDelete ? (
        <Button
          size="sm"
          variant="danger"
          icon="trash-2"
          isBusy={busy}
          onPress={async () => {
            setBusy(true);
            await props.onDelete();
            setBusy(false);
          }}
        >
          {t("deleteSelected")}
        </Button>
      ) : null}
      <Button size="sm" variant="ghost" onPress={props.onClear}>
        {tc("cancel")}
      </Button>
    </>
  );
}

/** Below the rows, outside of the scroll: how many, and the amounts of all that fit the filters, not only of those loaded. */
function Summary(props: {
  readonly object: ShownObject;
  readonly columns: readonly ShownField[];
  readonly filter: unknown;
  readonly search: string;
  readonly count: number | undefined;
  readonly loaded: number;
  readonly hasMore: boolean;
}) {
  const { object } = props;
  const t = useTranslations("run.list");
  const locale = useLocale();
  const { revision, live } = useScope();
  const money = props.columns.find((field) => field.fieldType.type(field.settings) === "money");
  const query = {
    ...(props.filter === undefined ? {} : { filter: props.filter }),
    measures: [
      { fn: "count" },
      ...(money === undefined
        ? []
        : [
            { fn: "sum", field: money.name },
            { fn: "avg", field: money.name },
          ]),
    ],
  };
  const sums = useQuery({
    queryKey: keys.aggregate(revision, object.name, query),
    queryFn: async () =>
      (await api<{ data: { values: unknown[] }[] }>(`/objects/${object.name}/aggregate`, { body: query })).data[0]?.values ?? [],
    enabled: live !== false && props.search === "",
  });
  const [count, sum, average] = props.search === "" ? (sums.data ?? []) : [];
  const shownCount = typeof count === "number" ? count : props.count;
  const asMoney = (value: unknown): string | undefined =>
    typeof value === "object" && value !== null && typeof (value as Money).minor === "number"
      ? moneyText({ ...(value as Money), minor: Math.round((value as Money).minor) }, locale)
      : undefined;
  return (
    <footer
      className="num flex h-9 flex-none items-center gap-6 border-t border-line bg-surface-sunken px-4 text-muted max-sm:hidden"
      data-chrome
    >
      <span>{shownCount === undefined ? t("countSome", { count: props.loaded }) : t("count", { count: shownCount })}</span>
      {asMoney(sum) === undefined ? null : (
        <span>
          {t("sum")} <b className="font-semibold text-ink">{asMoney(sum)}</b>
        </span>
      )}
      {asMoney(average) === undefined ? null : (
        <span>
          {t("average")} <b className="font-semibold text-ink">{asMoney(average)}</b>
        </span>
      )}
    </footer>
  );
}
