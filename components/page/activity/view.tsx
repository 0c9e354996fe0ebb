"use client";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { useText, useWords } from "../../i18n/provider.tsx";
import type { ShownField, ShownObject } from "../../render/object.ts";
import { usePageState } from "../../render/page-state.tsx";
import { usePeople } from "../../render/people.ts";
import { useHistory, type HistoryEntry } from "../../render/record-data.ts";
import { Moment } from "../../render/time.tsx";
import { Value } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { activity } from "./definition.ts";

export const Activity: View<typeof activity> = ({ node }) => {
  const page = usePageState();
  const t = useTranslations("run.record");
  return (
    <Card id={`card-${node.id}`} title={t("activity")}>
      {page?.object === undefined ? null : <Timeline object={page.object} id={page.record?.id} />}
    </Card>
  );
};

/** The record's history, latest first, with what each change changed. */
export function Timeline({ object, id }: { readonly object: ShownObject; readonly id: string | undefined }) {
  const t = useTranslations("run.record");
  const tc = useTranslations("common");
  const history = useHistory(object, id);
  if (id === undefined) return <EmptyState title={t("noActivity")} />;
  if (history.isError) {
    return (
      <div className="p-4">
        <Banner
          tone="danger"
          title={tc("errors.title")}
          actions={
            <Button size="sm" onPress={() => void history.refetch()}>
              {tc("retry")}
            </Button>
          }
        />
      </div>
    );
  }
  if (history.data === undefined) return <Skeleton rows={3} className="px-4" label={tc("loading")} />;
  if (history.data.length === 0) return <EmptyState title={t("noActivity")} />;
  // an update of nothing that may be seen here is no news
  const entries = history.data
    .filter((entry) => !ofChanges.has(entry.act) || changesIn(entry, object).length > 0)
    .toSorted((a, b) => b.version - a.version);
  return <Days entries={entries} object={object} />;
}

function Days({ entries, object }: { readonly entries: readonly HistoryEntry[]; readonly object: ShownObject }) {
  const format = useFormatter();
  const days: { day: string; entries: HistoryEntry[] }[] = [];
  for (const entry of entries) {
    const day = format.dateTime(new Date(entry.at), { dateStyle: "medium" });
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days.map(({ day, entries: ofDay }) => (
    <section key={day} aria-label={day}>
      <h3 className="px-4 pt-3 pb-1 text-sm font-normal text-muted">{day}</h3>
      <ol className="px-4 pb-2">
        {ofDay.map((entry) => (
          <Entry key={entry.version} entry={entry} object={object} />
        ))}
      </ol>
    </section>
  ));
}

/** Acts that are told by what they changed. */
const ofChanges: ReadonlySet<string> = new Set(["update", "derive"]);

/** What an act changed of what is seen here. */
const changesIn = ({ changes }: HistoryEntry, object: ShownObject) =>
  Object.entries(changes).flatMap(([name, { from, to }]) => {
    const field = object.byName.get(name);
    return field === undefined ? [] : [{ field, from, to }];
  });

function Entry({ entry, object }: { readonly entry: HistoryEntry; readonly object: ShownObject }) {
  const t = useTranslations("run.record");
  const text = useText();
  const [who] = usePeople([entry.by]);
  const words = useWords();
  const label = words(object.document.label);
  const changed = ofChanges.has(entry.act) ? changesIn(entry, object) : [];
  const only = changed.length === 1 ? changed[0] : undefined;
  // nobody did that: it followed from something else
  const isWorkedOut = changed.length > 0 && changed.every(({ field }) => field.derivation !== undefined);
  const conjunction = new Intl.ListFormat(useLocale(), { type: "conjunction" });
  const icon = isWorkedOut ? "refresh-cw" : who!.icon;
  const act =
    entry.act === "create"
      ? t("created", { object: label })
      : entry.act === "delete"
        ? t("deleted", { object: label })
        : entry.act === "restore"
          ? t("restoredIt", { object: label })
          : isWorkedOut
            ? t("workedOutAnew", { fields: conjunction.format(changed.map(({ field }) => text(field.label, field.name))) })
            : only === undefined
              ? t("changedFields", { count: changed.length })
              : t("changedOne", { field: words(only.field.label) });
  return (
    <li className="relative grid grid-cols-[24px_minmax(0,1fr)_auto] gap-x-2.5 py-1.5 not-last:before:absolute not-last:before:top-8.5 not-last:before:-bottom-0.5 not-last:before:left-3 not-last:before:w-px not-last:before:bg-line">
      <Avatar name={who!.name} {...(icon === undefined ? {} : { icon })} />
      <p className="pt-0.5">
        {isWorkedOut ? (
          act
        ) : (
          <>
            <span className="font-medium">{who!.name}</span> {act}
          </>
        )}
      </p>
      <span className="text-sm leading-6 text-faint">
        <Moment at={entry.at} />
      </span>
      {changed.length === 0 ? null : (
        <dl
          className="col-[2/-1] mt-1 grid gap-x-2 gap-y-0.5 text-sm"
          style={{ gridTemplateColumns: only === undefined ? "92px minmax(0,1fr)" : "minmax(0,1fr)" }}
        >
          {changed.map(({ field, from, to }) => (
            <div key={field.id} className="contents">
              <dt className={only === undefined ? "ellipsis text-muted" : "sr-only"}>{text(field.label)}</dt>
              <dd className="min-w-0 break-words">
                {from === null || from === undefined ? null : (
                  <>
                    <del className="text-faint">
                      <Told field={field} value={from} />
                    </del>{" "}
                    <span aria-hidden="true">→</span>{" "}
                  </>
                )}
                <ins className="font-medium no-underline">
                  <Told field={field} value={to} />
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** A value as its field shows it; one from before its type was changed, as it stood. */
function Told({ field, value }: { readonly field: ShownField; readonly value: unknown }) {
  const isOfType = value === null || value === undefined || field.fieldType.value(field.settings).safeParse(value).success;
  if (isOfType) return <Value field={field} value={value} noLinks place="cell" />;
  return <>{typeof value === "object" ? JSON.stringify(value) : String(value)}</>;
}
