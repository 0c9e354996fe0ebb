import type { ByteRange } from "#runtime";

/**
 * The one range that a request asks for. undefined: the whole (no range, several, or something that is none: RFC 9110 lets them be
 * ignored). "none": it begins behind the end.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "none" | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (found === null) return undefined;
  const [, from = "", to = ""] = found;
  if (from === "" && to === "") return undefined;
  if (from === "") return Number(to) === 0 ? "none" : { first: Math.max(0, size - Number(to)), last: size - 1 };
  const first = Number(from);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= size ? "none" : { first, last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
