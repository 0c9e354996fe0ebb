"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, withQuery } from "../data/api.ts";
import type { Said } from "../render/problem-words.ts";
import { useSay } from "../render/say.ts";
import { Skeleton } from "../ui/skeleton.tsx";

interface Row {
  readonly row: number;
  readonly source: { readonly cells?: readonly string[] };
  readonly problems: readonly (Said & { readonly path: string })[];
}
const shown = 50;

/** The first rows that were not taken: their number in the file, why, and what stood in them. */
export function RefusedRows({
  jobId,
  headings,
  labelOf,
}: {
  readonly jobId: string;
  readonly headings: readonly string[];
  readonly labelOf: (field: string) => string;
}) {
  const t = useTranslations("run.import");
  const tc = useTranslations("common");
  const say = useSay();
  const rows = useQuery({
    queryKey: ["job", jobId, "rows"],
    queryFn: async () => (await api<{ data: Row[] }>(withQuery(`/jobs/${jobId}/rows`, { limit: shown }))).data,
  });
  if (rows.data === undefined) return <Skeleton rows={3} label={tc("loading")} />;
  return (
    <div className="max-h-[36vh] overflow-auto rounded-lg border border-line" tabIndex={0} role="region" aria-label={t("refusedRows")}>
      <table className="w-full border-collapse">
        <thead>
          <tr className="text-left text-sm text-muted">
            {[t("row"), t("problem"), ...headings].map((each, index) => (
              <th
                key={`${index} ${each}`}
                className="sticky top-0 h-8 border-b border-line bg-surface-sunken px-3 font-medium whitespace-nowrap"
              >
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.data.map(({ row, source, problems }) => (
            <tr key={row} className="border-b border-line align-top last:border-b-0">
              <td className="num px-3 py-1.5 text-right text-muted">{row}</td>
              <td className="min-w-60 px-3 py-1.5 text-danger">
                {problems.map((each, index) => (
                  <span key={index} className="block">
                    {each.path.length > 1 ? tc("errors.at", { place: labelOf(each.path.split("/")[1]!), reason: say(each) }) : say(each)}
                  </span>
                ))}
              </td>
              {headings.map((_, at) => (
                <td key={at} className="max-w-48 px-3 py-1.5">
                  <span className="ellipsis block">{source.cells?.[at] ?? ""}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
