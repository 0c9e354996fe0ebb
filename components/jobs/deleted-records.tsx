"use client";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, ApiProblem, withQuery } from "../data/api.ts";
import { keys } from "../data/keys.ts";
import type { ShownObject } from "../render/object.ts";
import type { RecordJson } from "../render/page-state.tsx";
import { usePeople } from "../render/people.ts";
import { useTell } from "../render/say.ts";
import { useScope } from "../render/scope.tsx";
import { Moment } from "../render/time.tsx";
import { useTitleOf } from "../render/value.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { toast } from "../ui/toaster.tsx";

type Deleted = RecordJson & { readonly deletedAt: string };

/** Deleted records of an object, latest first; one or several are brought back. */
export function DeletedRecords({ object, onClose }: { readonly object: ShownObject; readonly onClose: () => void }) {
  const t = useTranslations("run.deleted");
  const tc = useTranslations("common");
  const tell = useTell(object.name);
  const client = useQueryClient();
  const titleOf = useTitleOf();
  const { revision } = useScope();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const key = ["deleted", revision, object.name];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) =>
      api<{ data: readonly Deleted[]; next: string | null }>(
        withQuery(`/objects/${object.name}/deleted`, pageParam === null ? {} : { cursor: pageParam }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const records = list.data?.pages.flatMap(({ data }) => data);
  const ticked = records?.filter(({ id }) => chosen.has(id)) ?? [];

  const restore = async (those: readonly Deleted[]): Promise<void> => {
    setBusy(true);
    const why = new Map<string, string>();
    for (const { id } of those) {
      try {
        await api(`/objects/${object.name}/records/${id}/restore`, { body: {} });
      } catch (fault) {
        if (!(fault instanceof ApiProblem)) throw fault;
        why.set(id, tell(fault));
      }
    }
    setBusy(false);
    setRefused(why);
    setChosen(new Set());
    const done = those.length - why.size;
    if (done > 0)
      toast(
        t("restored", {
          count: done,
          name: titleOf(
            object,
            those.find(({ id }) => !why.has(id)),
          ),
        }),
      );
    void client.invalidateQueries({ queryKey: key });
    void client.invalidateQueries({ queryKey: keys.object(revision, object.name) });
  };
  return (
    <Dialog
      isOpen
      side="end"
      onClose={onClose}
      title={t("title")}
      bodyClassName="!p-0"
      actions={
        records === undefined || records.length === 0 ? undefined : (
          <Button variant="primary" icon="undo-2" isBusy={busy} isDisabled={ticked.length === 0} onPress={() => void restore(ticked)}>
            {ticked.length === 0 ? t("restore") : t("restoreMany", { count: ticked.length })}
          </Button>
        )
      }
    >
      {list.isError ? (
        <div className="p-4">
          <Banner tone="danger" title={tell(list.error)} />
        </div>
      ) : records === undefined ? (
        <Skeleton rows={5} className="p-4" label={tc("loading")} />
      ) : records.length === 0 ? (
        <div className="p-4">
          <EmptyState title={t("none")}>{t("noneHelp")}</EmptyState>
        </div>
      ) : (
        <>
          <ul aria-label={t("title")}>
            {records.map((record) => (
              <li key={record.id} className="flex items-start gap-3 border-b border-line px-4 py-2.5">
                <Checkbox
                  aria-label={t("choose", { name: titleOf(object, record) })}
                  isSelected={chosen.has(record.id)}
                  onChange={(on) => setChosen(new Set(on ? [...chosen, record.id] : [...chosen].filter((id) => id !== record.id)))}
                />
                <span className="min-w-0 flex-1">
                  <span className="ellipsis block font-medium">{titleOf(object, record)}</span>
                  <DeletedBy record={record} />
                  {refused.has(record.id) ? <span className="block text-sm text-danger">{refused.get(record.id)}</span> : null}
                </span>
                <Button size="sm" isDisabled={busy} onPress={() => void restore([record])}>
                  {t("restore")}
                </Button>
              </li>
            ))}
          </ul>
          {list.hasNextPage ? (
            <div className="p-4">
              <Button isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t("more")}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Dialog>
  );
}

function DeletedBy({ record }: { readonly record: Deleted }) {
  const [who] = usePeople([record.updatedBy]);
  return (
    <span className="ellipsis block text-sm text-muted">
      {who?.name} · <Moment at={record.deletedAt} />
    </span>
  );
}
