"use client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-aria-components";
import { useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import { api, withQuery } from "../../data/api.ts";
import { useArrived } from "../../data/arrived.ts";
import { keys } from "../../data/keys.ts";
import { useText, useWords } from "../../i18n/provider.tsx";
import { seenFields, valueIn, type ShownField } from "../../render/object.ts";
import { usePageState, type RecordJson } from "../../render/page-state.tsx";
import { expandOf } from "../../render/object.ts";
import { useGrant, useHref, useObject, useScope } from "../../render/scope.tsx";
import { isRightAligned, useTitleOf, useValueText, Value } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table } from "../../ui/table.tsx";
import type { relatedList } from "./definition.ts";

export const RelatedList: View<typeof relatedList> = ({ props, node }) => {
  const page = usePageState();
  const other = useObject(props.object);
  const text = useText();
  const words = useWords();
  const t = useTranslations("run.record");
  const tc = useTranslations("common");
  const tl = useTranslations("run.list");
  const { revision, live } = useScope();
  const grant = useGrant(props.object);
  const hrefOf = useHref();
  const titleOf = useTitleOf();
  const valueText = useValueText();
  const id = page?.record?.id;
  const expand =
    other === undefined
      ? undefined
      : expandOf(other)
          .filter((name) => name !== props.field)
          .join(",");
  const by = other?.byName.get(props.field);
  const query = { filter: pointsAt(by, props.field, id ?? ""), limit: 100, expand };
  const found = useQuery({
    queryKey: keys.list(revision, props.object, query),
    queryFn: () => api<{ data: RecordJson[] }>(withQuery(`/objects/${props.object}/records`, query)),
    enabled: other !== undefined && id !== undefined && live !== false && grant.read === true,
  });
  const listed = useArrived(found);
  if (other === undefined || grant.read !== true) return null;
  const plural = text(other.document.plural ?? other.document.label);
  const title = text(props.title) || plural;
  const seen = seenFields(other, grant).filter((field) => field.name !== props.field);
  const fields = (props.columns?.flatMap((name) => seen.filter((field) => field.name === name)) ??
    seen.slice(0, 5)) as readonly ShownField[];
  const rows = listed?.data ?? [];
  const create = grant.create === true && id !== undefined ? hrefOf(props.object, `new?${props.field}=${id}`) : undefined;
  const cell = (field: ShownField, row: RecordJson, place: number) => {
    const href = hrefOf(props.object, row.id);
    if (place > 0 || href === undefined) return <Value field={field} value={valueIn(field, row)} place="cell" />;
    return (
      <Link href={href} className="text-accent-text hover:underline">
        {valueText(field, row[field.name]) || titleOf(other, row)}
      </Link>
    );
  };
  // of several amounts the last is the one that adds up: price before amount, net before gross
  const summed = fields.findLast((field) => field.fieldType.type(field.settings) === "money");
  const totals = fields.map((field) => (field === summed ? sumOf(field, rows) : undefined));
  return (
    <Card
      id={`card-${node.id}`}
      title={title}
      count={listed === undefined ? undefined : rows.length}
      actions={
        create === undefined ? null : (
          <ButtonLink href={create} icon="plus" size="sm" variant="ghost">
            {t("addRelated", { object: words(other.document.label) })}
          </ButtonLink>
        )
      }
    >
      {found.isError ? (
        <div className="p-4">
          <Banner
            tone="danger"
            title={tl("failed")}
            actions={
              <Button size="sm" onPress={() => void found.refetch()}>
                {tc("retry")}
              </Button>
            }
          />
        </div>
      ) : listed === undefined && id !== undefined && live !== false ? (
        <Skeleton rows={3} className="px-4" label={tc("loading")} />
      ) : rows.length === 0 ? (
        <EmptyState title={t("noneOf", { objects: words(other.document.plural ?? other.document.label) })}>
          {t("noneOfHelp", { objects: plural, object: words(page?.object?.document.label) })}
        </EmptyState>
      ) : (
        <Table
          label={title}
          rows={rows}
          rowKey={(row) => row.id}
          columns={fields.map((field, place) => ({
            id: field.id,
            label: text(field.label),
            align: isRightAligned(field) ? ("end" as const) : undefined,
            render: (row: RecordJson) => cell(field, row, place),
          }))}
          foot={
            totals.some((total) => total !== undefined) && rows.length > 1
              ? fields.map((field, place) =>
                  place === 0 ? (
                    tl("sum")
                  ) : totals[place] === undefined ? null : (
                    <Value key={field.id} field={field} value={totals[place]} />
                  ),
                )
              : undefined
          }
        />
      )}
    </Card>
  );
};

/** Records whose field points at this one: by one reference, by one of several, or at a record of any of several objects. */
function pointsAt(field: ShownField | undefined, name: string, id: string): Logic {
  if (field?.fieldType.linksTo === undefined) return { "===": [{ var: name }, id] };
  return typeof field.fieldType.type(field.settings) === "object" ? { in: [id, { var: name }] } : { "===": [{ var: `${name}.id` }, id] };
}

/** The sum of a column of amounts of one currency. */
function sumOf(field: ShownField, rows: readonly RecordJson[]): unknown {
  let minor = 0;
  let currency: string | undefined;
  for (const row of rows) {
    const value = row[field.name] as { currency: string; minor: number } | undefined;
    if (value === undefined) continue;
    if (currency !== undefined && currency !== value.currency) return undefined;
    currency = value.currency;
    minor += value.minor;
  }
  return currency === undefined ? undefined : { currency, minor };
}
