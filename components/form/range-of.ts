import type { ShownField } from "../render/object.ts";

/** From where to where a number of this field may go, for a slider and a bar: its settings' own bounds, else 0 to 100. */
export function rangeOf(field: ShownField): { readonly least: number; readonly most: number; readonly step: number } {
  const { min, max, scale, integer } = field.settings as {
    min?: number | string;
    max?: number | string;
    integer?: boolean;
    scale?: number;
  };
  const bound = (given: number | string | undefined, otherwise: number): number =>
    given !== undefined && Number.isFinite(Number(given)) ? Number(given) : otherwise;
  const least = bound(min, 0);
  const most = bound(max, Math.max(100, least + 100));
  const span = most - least;
  return { least, most, step: integer === true || scale === 0 || span >= 20 ? 1 : span / 100 };
}
