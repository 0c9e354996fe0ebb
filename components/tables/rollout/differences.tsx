"use client";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import type { Json, TableDocument } from "#metadata";
import { isObject } from "../../designer/documents.ts";
import { Table } from "../../ui/table.tsx";
import { OptionChip } from "../cell-view.tsx";
import type { Column } from "../column.ts";
import { FactsLine } from "../examples/examples-room.tsx";
import { type Difference, type Output, type Rollout, readDifferences } from "../server.ts";
import { mainColumn } from "../tester/offered.tsx";
import { valueText } from "../tester/words.ts";

/** What a shadow gave otherwise, while it runs and afterwards; its samples go when the log forgets their time. */
export function Differences(props: {
  readonly rollout: Rollout;
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  /** what stands above says what this is */
  readonly hideTitle?: boolean;
}) {
  const { rollout, table, columns } = props;
  const t = useTranslations("studio.tables.rollout");
  const ts = useTranslations("studio.tables.simulation");
  const locale = useLocale();
  const format = useFormatter();
  const main = mainColumn(table, columns);
  const found = useQuery({
    queryKey: ["rollout differences", rollout.id],
    queryFn: () => readDifferences(rollout.id),
    refetchInterval: rollout.state === "running" ? 5_000 : false,
    retry: false,
    staleTime: 0,
  });
  const count = (value: number) => (value === 0 ? <span className="text-faint">–</span> : format.number(value));
  const said = (outputs: readonly Output[]): string =>
    outputs.length === 0
      ? t("nothing")
      : outputs
          .map((output) => valueText(main === undefined ? undefined : output[main.name], main, locale))
          .join(locale === "zh" ? "、" : ", ");
  if (found.data === undefined) return null;
  const samples = found.data.flatMap((each) => each.samples.slice(0, 2).map((sample) => ({ ...sample, output: each.output }))).slice(0, 20);
  return (
    <section aria-label={t("differences")}>
      {props.hideTitle === true ? null : <h3 className="mb-2 text-sm font-semibold">{t("differences")}</h3>}
      {found.data.length === 0 ? (
        <p className="text-muted">{t("noDifferences")}</p>
      ) : (
        <div className="flex flex-col gap-4">
          <Table<Difference>
            label={t("differences")}
            isCompact
            rows={found.data}
            rowKey={(each) => JSON.stringify(each.output)}
            columns={[
              { id: "output", label: ts("output"), render: ({ output }) => <Named output={output} main={main} /> },
              { id: "gained", label: ts("gained"), align: "end", render: ({ gained }) => count(gained) },
              { id: "lost", label: ts("lost"), align: "end", render: ({ lost }) => count(lost) },
              { id: "ranked", label: ts("ranked"), align: "end", render: ({ ranked }) => count(ranked) },
              { id: "changed", label: ts("terms"), align: "end", render: ({ changed }) => count(changed) },
            ]}
          />
          <ul className="divide-y divide-line rounded-md border border-line text-sm">
            {samples.map((sample, at) => (
              <li key={at} className="px-3 py-2">
                <FactsLine facts={sample.facts} columns={columns} />
                <p className="mt-1">
                  <span className="text-muted">{t("published")}</span> {said(sample.published)}{" "}
                  <span className="text-muted">→ {t("candidate")}</span> {said(sample.candidate)}
                </p>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Named({ output, main }: { readonly output: Json; readonly main: Column | undefined }) {
  const locale = useLocale();
  const value = isObject(output) && main !== undefined && Object.hasOwn(output, main.name) ? output[main.name] : output;
  return <OptionChip id={String(isObject(value) ? JSON.stringify(value) : value)} text={valueText(value, main, locale)} />;
}
