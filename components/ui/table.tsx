import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export interface TableColumn<Row> {
  readonly id: string;
  readonly label: ReactNode;
  readonly render: (row: Row, place: number) => ReactNode;
  /** numbers stand right */
  readonly align?: "start" | "end" | undefined;
  readonly width?: number | string | undefined;
}

/** A small, plain table (up to a few hundred rows, read only). Grids that are worked in are `record-list`. */
export function Table<Row>(props: {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, place: number) => string;
  readonly foot?: readonly ReactNode[] | undefined;
  readonly isCompact?: boolean;
  readonly className?: string | undefined;
}) {
  return (
    <div className={cx("overflow-x-auto", props.className)} tabIndex={0} role="group" aria-label={props.label}>
      <table className="w-full border-separate border-spacing-0" aria-label={props.label}>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                style={column.width === undefined ? undefined : { width: column.width }}
                className={cx(
                  "h-8 border-b border-line bg-surface-sunken px-2 text-sm font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4",
                  column.align === "end" ? "text-right" : "text-left",
                )}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, place) => (
            <tr key={props.rowKey(row, place)} className="group">
              {props.columns.map((column) => (
                <td
                  key={column.id}
                  className={cx(
                    "max-w-80 border-b border-line px-2 group-last:border-b-0 first:pl-4 last:pr-4",
                    props.isCompact === true ? "h-8" : "h-9",
                    column.align === "end" ? "num text-right whitespace-nowrap" : "ellipsis text-left",
                  )}
                >
                  {column.render(row, place)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {props.foot === undefined ? null : (
          <tfoot>
            <tr>
              {props.foot.map((cell, place) => (
                <td
                  key={place}
                  className={cx(
                    "h-9 border-t border-line bg-surface-sunken px-2 font-semibold first:pl-4 last:pr-4",
                    props.columns[place]?.align === "end" && "num text-right",
                  )}
                >
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
