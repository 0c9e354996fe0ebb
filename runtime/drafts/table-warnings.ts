import { inOrder, pointer, type Folded, type TableDocument } from "#metadata";
import { optionsIn } from "./options-in.ts";
import { analyseTable, inOneBand, rowLayers, type TableFinding } from "#runtime/rules";

/** Something in a draft that somebody should look at, and that keeps nothing from being published. */
export interface Warning {
  /** JSON Pointer that begins with /{kind}/{name} */
  readonly path: string;
  /** One sentence, in English */
  readonly message: string;
  /** what was found, for a message in another language */
  readonly finding: TableFinding;
  /** the rows it speaks of → their 1-based places in the order in which rows are asked */
  readonly places: Readonly<Record<string, number>>;
}

/** Longer tables are looked at where they changed: here everybody waits for it. */
const mostRows = 2_000;

/** What deserves a look in the decision tables that are others than before. */
export function tableWarnings(before: Folded, after: Folded, now: string): Warning[] {
  return [...after.documents.table.values()].flatMap((table) => {
    const was = before.documents.table.get(table.name);
    const edited = was === undefined ? Object.keys(table.rows) : changedRows(was, table);
    if (was !== undefined && edited.length === 0 && sameButRows(was, table)) return [];
    const isLong = Object.keys(table.rows).length > mostRows;
    const asked = inOneBand(table, rowLayers(after.origins("table", table.id)));
    const places = new Map(inOrder(asked.rows).map(({ id }, at) => [id, at + 1]));
    const { findings } = analyseTable(asked, {
      now,
      optionsOf: optionsIn(after.documents),
      ...(isLong && was !== undefined ? { edited } : {}),
    });
    return findings
      .filter(({ severity }) => severity === "warning")
      .map((finding) => ({
        path: pointer("table", table.name, ...(finding.row === undefined ? [] : ["rows", finding.row])),
        message: messageOf(finding, table),
        finding,
        places: Object.fromEntries(
          [...(finding.by ?? []), ...(finding.row === undefined ? [] : [finding.row])].map((id) => [id, places.get(id)!]),
        ),
      }));
  });
}

const changedRows = (was: TableDocument, table: TableDocument): string[] =>
  [...new Set([...Object.keys(was.rows), ...Object.keys(table.rows)])].filter(
    (id) => was.rows[id] !== table.rows[id] && JSON.stringify(was.rows[id]) !== JSON.stringify(table.rows[id]),
  );

function sameButRows({ rows: _was, ...one }: TableDocument, { rows: _rows, ...other }: TableDocument): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function messageOf({ is, row = "", by = [], columns }: TableFinding, table: TableDocument): string {
  const others = `${by.length === 1 ? "row" : "rows"} ${by.join(", ")}`;
  const leave = by.length === 1 ? "leaves" : "leave";
  const names = columns.map((id) => table.inputs[id]?.name ?? id).join(", ");
  switch (is) {
    case "shadowed":
      return `Row ${row} never decides: ${others} before it ${leave} nothing to it`;
    case "outranked":
      return `Row ${row} never decides: ${others} of higher priority ${leave} nothing to it`;
    case "overlap":
      return `Row ${row} may hit together with ${others}`;
    case "twice":
      return `Row ${row} and ${others} give the same option with different terms where both hit`;
    case "again":
      return `Row ${row} and ${others} give the same where both hit`;
    case "gap":
      return names === "" ? "For some facts no row decides" : `For some facts no row decides; they differ in ${names}`;
    case "unreachable":
      return `Row ${row} can never hit: no facts fit it in ${names}`;
    default:
      return `Row ${row} deserves a look: ${is}`;
  }
}
