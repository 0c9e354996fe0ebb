import { inLocale } from "#metadata";
import type { Column } from "../column.ts";

/** What a sheet says of a row besides its cells, in this order before them. */
export const rowParts = ["id", "enabled", "validFrom", "validTo", "note"] as const;
export type RowPart = (typeof rowParts)[number];

/** Heads are read in either language, so they stand beside the code that reads them, as the days of the week do. */
const partHeads: Readonly<Record<RowPart, { readonly en: string; readonly zh: string }>> = {
  id: { en: "Row id", zh: "行 ID" },
  enabled: { en: "Enabled", zh: "启用" },
  validFrom: { en: "Valid from", zh: "生效时间" },
  validTo: { en: "Valid to", zh: "失效时间" },
  note: { en: "Note", zh: "备注" },
};

export const partHead = (part: RowPart, locale: string): string => inLocale(partHeads[part], locale, part);

/** What a column of a sheet stands for. */
export type Place = { readonly part: RowPart } | { readonly column: Column };

const fold = (text: string): string => text.trim().normalize("NFKC").toLowerCase();
const partSayings = rowParts.flatMap((part) => [fold(partHeads[part].en), fold(partHeads[part].zh)]);

/** From the shortest to the one that is certain: an input and an output may have one name and one label. */
const candidates = (column: Column, locale: string): string[] => [
  inLocale(column.label, locale, column.name),
  column.name,
  `${column.name} (${column.side})`,
];
const sayings = (column: Column): string[] => [
  ...new Set(["en", "zh"].flatMap((locale) => candidates(column, locale)).concat(column.side === "output" ? `→ ${column.name}` : [])),
];

/** Heads by what they are read as; one that could mean two columns means none. */
function readable(columns: readonly Column[]): ReadonlyMap<string, Column> {
  const found = new Map<string, Column | undefined>();
  for (const column of columns)
    for (const said of new Set(sayings(column).map(fold)))
      found.set(said, found.has(said) || partSayings.includes(said) ? undefined : column);
  return new Map([...found].flatMap(([said, column]) => (column === undefined || said === "" ? [] : [[said, column] as const])));
}

/** The first row of a sheet. */
export function headsOf(columns: readonly Column[], locale: string): string[] {
  const known = readable(columns);
  return [
    ...rowParts.map((part) => partHead(part, locale)),
    ...columns.map(
      (column) => candidates(column, locale).find((said) => known.get(fold(said)) === column) ?? `${column.name} (${column.side})`,
    ),
  ];
}

/** What each head of a sheet stands for; undefined: nothing of this table, or something that another head said before. */
export function placesOfHeads(heads: readonly string[], columns: readonly Column[]): (Place | undefined)[] {
  const known = readable(columns);
  const taken = new Set<unknown>();
  return heads.map((head) => {
    const said = fold(head);
    const at = partSayings.indexOf(said);
    const part = at < 0 ? undefined : rowParts[at >> 1];
    const place = part === undefined ? known.get(said) : undefined;
    const what = part ?? place;
    if (what === undefined || taken.has(what)) return undefined;
    taken.add(what);
    return part === undefined ? { column: place! } : { part };
  });
}
