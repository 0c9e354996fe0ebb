import type { TableDocument } from "#metadata";
import type { TableFinding } from "#runtime/rules";
import { listsIn } from "../../conditions/say-logic.ts";
import { inLocale } from "#metadata";
import { constantText } from "../cell-text.ts";
import type { Column } from "../column.ts";
import { cellsWords, type Wording } from "../words.ts";

interface FindingWords {
  /** what it is, one line */
  readonly what: string;
  /** why, or where; "" = nothing more to say */
  readonly why: string;
}

interface Telling {
  readonly table: TableDocument;
  readonly wording: Wording;
  /** row id → its 1-based place */
  readonly places: ReadonlyMap<string, number>;
  /** studio.findings */
  readonly t: (key: string, values?: Record<string, string | number>) => string;
}

/** A finding as people are told of it. */
export function findingWords(finding: TableFinding, { table, wording, places, t }: Telling): FindingWords {
  const { columns, locale } = wording;
  const { by = [], where = {} } = finding;
  const list = listsIn(locale);
  const row = places.get(finding.row ?? "") ?? 0;
  const numbers = by.map((id) => String(places.get(id) ?? 0));
  const values = {
    row,
    by: finding.is === "mergeable" ? numbers.join(locale.startsWith("zh") ? "、" : ", ") : list(numbers, "and"),
    count: by.length,
  };
  const region = cellsWords(where, wording);
  const named = finding.columns.map((id) => columns.find((column) => column.id === id)).filter((column) => column !== undefined);
  const heads = list(
    named.map(({ label, name }) => inLocale(label, locale, name)),
    "and",
  );
  const say = (what: string, why: string, more: Record<string, string | number> = {}): FindingWords => ({
    what: t(what, { ...values, where: region, columns: heads, ...more }),
    why: why === "" ? "" : t(why, { ...values, where: region, columns: heads, ...more }),
  });
  const shared = region === "" ? "whereAll" : "where";
  const routed = table.routing !== undefined;
  switch (finding.is) {
    case "overlap":
      return say(finding.severity === "warning" ? "overlapUnsure" : table.hit === "A" ? "overlapDiffer" : "overlap", shared);
    case "twice":
    case "again": {
      const first = table.routing === undefined ? undefined : columns.find(({ id }) => id === table.routing!.option);
      const option = optionText(table, finding.row, first ?? columns.find(({ side }) => side === "output"), locale) ?? t("theSame");
      const why = finding.is === "twice" ? (routed ? "twiceWhy" : "twiceList") : routed ? "againRouted" : "againWhy";
      return say(finding.is, why, { option, where: region === "" ? t("everywhere", { row }) : region });
    }
    case "gap":
      return say(region === "" ? "gapAll" : "gap", "gapWhy");
    case "unreachable": {
      if (finding.where === undefined) return say("unreachable", "unreachableWhy");
      const option =
        optionText(
          table,
          finding.row,
          columns.find(({ id }) => id === table.routing?.option),
          locale,
        ) ?? "";
      return say("unusable", "unusableWhy", { option });
    }
    case "unnamed": {
      const [column] = named;
      const cell = column === undefined ? undefined : where[column.id];
      const options = cell !== undefined && "in" in cell ? cell.in.map((each) => constantText(each, column!, locale)) : [];
      return say("unnamed", "unnamedWhy", {
        where: list(options.length > 8 ? [...options.slice(0, 7), `+${options.length - 7}`] : options, "any"),
      });
    }
    case "expired": {
      const until = table.rows[finding.row ?? ""]?.validTo;
      const date =
        until === undefined
          ? ""
          : new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: table.timezone ?? "UTC" }).format(new Date(until));
      return say("expired", date === "" ? "" : "expiredWhy", { date });
    }
    default:
      return say(finding.is, `${finding.is}Why`);
  }
}

function optionText(table: TableDocument, row: string | undefined, column: Column | undefined, locale: string): string | undefined {
  const given = column === undefined ? undefined : table.rows[row ?? ""]?.out[column.id];
  return given === undefined || typeof given === "object" ? undefined : constantText(given, column!, locale);
}
