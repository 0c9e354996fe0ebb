import type { KeyboardEvent } from "react";
import type { Column } from "../column.ts";
import type { GridProps, Spot } from "./grid-props.ts";

interface Pressable extends Pick<GridProps, "onAdd" | "onDelete" | "onDuplicate" | "onInput"> {
  readonly spot: Spot | undefined;
  readonly columns: readonly Column[];
  /** rows from top to bottom */
  readonly rowIds: readonly string[];
  readonly isLocked: (row: string) => boolean;
  readonly select: (spot: Spot) => void;
  readonly edit: (spot: Spot, typed?: string) => void;
  readonly shift: (row: string, by: -1 | 1) => void;
  /** the next selection takes the focus */
  readonly wantFocus: () => void;
}

/** What the keys do while no cell is being edited: arrows go, Alt moves rows, Enter, F2 or typing edits, ⌘↵ adds, ⌘D duplicates, Del clears. */
export function press(event: KeyboardEvent, grid: Pressable): void {
  const { spot, columns, rowIds, select, edit } = grid;
  if (event.nativeEvent.isComposing) return;
  const target = event.target as HTMLElement;
  if (!target.dataset["row"] || spot === undefined) return;
  const at = rowIds.indexOf(spot.row);
  const command = event.metaKey || event.ctrlKey;
  const go = (row: number, column: number): void => {
    event.preventDefault();
    const id = rowIds[Math.max(0, Math.min(rowIds.length - 1, row))];
    if (id !== undefined) select({ row: id, column: Math.max(-1, Math.min(columns.length - 1, column)) });
  };
  if (event.altKey && !command && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    grid.shift(spot.row, event.key === "ArrowUp" ? -1 : 1);
    return;
  }
  if (event.altKey) return;
  switch (event.key) {
    case "ArrowDown":
      return go(command ? rowIds.length - 1 : at + 1, spot.column);
    case "ArrowUp":
      return go(command ? 0 : at - 1, spot.column);
    case "ArrowRight":
      return go(at, command ? columns.length - 1 : spot.column + 1);
    case "ArrowLeft":
      return go(at, command ? 0 : spot.column - 1);
    case "Home":
      return go(command ? 0 : at, 0);
    case "End":
      return go(command ? rowIds.length - 1 : at, columns.length - 1);
    case "PageDown":
      return go(at + 15, spot.column);
    case "PageUp":
      return go(at - 15, spot.column);
    case "Enter":
      event.preventDefault();
      if (command) grid.onAdd(spot.row);
      else edit(spot);
      return;
    case "F2":
      event.preventDefault();
      edit(spot);
      return;
    case "Delete":
    case "Backspace": {
      event.preventDefault();
      if (grid.isLocked(spot.row)) return;
      const column = columns[spot.column];
      if (column === undefined) {
        grid.wantFocus();
        grid.onDelete(spot.row);
      } else if (column.side === "input") grid.onInput(spot.row, column, undefined);
      return;
    }
    case "d":
    case "D":
      if (command && !event.shiftKey) {
        event.preventDefault();
        grid.wantFocus();
        grid.onDuplicate(spot.row);
        return;
      }
  }
  if (!command && event.key.length === 1 && event.key !== " " && spot.column >= 0) {
    const column = columns[spot.column];
    if (column && column.type !== "enum" && column.type !== "boolean") {
      event.preventDefault();
      edit(spot, event.key);
    } else edit(spot);
  } else if (event.key === " " && spot.column >= 0) {
    event.preventDefault();
    edit(spot);
  }
}
