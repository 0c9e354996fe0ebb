import type { Band } from "../rows.ts";

/** What the grid draws one under another. */
export type Line =
  | { readonly is: "band"; readonly band: Band }
  | { readonly is: "row"; readonly id: string; readonly band: Band }
  | { readonly is: "add" };

const [rowHeight, bandHeight] = [36, 28];

export const linesOf = (bands: readonly Band[]): readonly Line[] =>
  bands.flatMap((band): Line[] => [
    { is: "band", band },
    ...band.rows.map((id): Line => ({ is: "row", id, band })),
    ...(band.origin === "tenant" ? [{ is: "add" } as const] : []),
  ]);

/** In pixels. */
export const heightOf = (line: Line | undefined): number => (line?.is === "band" ? bandHeight : rowHeight);

export const keyOfLine = (line: Line | undefined): string =>
  line?.is === "row" ? line.id : line?.is === "band" ? `band ${line.band.origin}` : "add";
