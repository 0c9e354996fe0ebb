import { pointer, problem, type Problem } from "#metadata";

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

/**
 * What no value from outside may have: keys that reach into prototypes, more than `depth` levels, more than `size` values,
 * text that the database cannot hold (NUL, half a surrogate pair), numbers that JSON cannot write again (1e999 is read as infinity). Walks
 * without recursion, so that depth cannot hurt.
 */
export function guardJson(value: unknown, path = "", { depth = 64, size = 100_000 } = {}): Problem[] {
  if (depth > 1 && isPlainAndFit(value, size)) return [];
  const problems: Problem[] = [];
  const open: { value: unknown; path: string; level: number }[] = [{ value, path, level: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    seen += 1;
    if (seen > size)
      return [...problems, problem("too_large", path, `More than ${size} values at once.`, { reason: "values", details: { limit: size } })];
    if (typeof next.value === "string") {
      if (!isStorable(next.value))
        problems.push(
          problem("invalid", next.path, "The text holds a character that cannot be stored (NUL or half a surrogate pair).", {
            reason: "characters",
          }),
        );
      continue;
    }
    if (typeof next.value === "number" && !Number.isFinite(next.value))
      problems.push(problem("out_of_range", next.path, "The number is too large."));
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.level >= depth)
      return [...problems, problem("too_deep", path, `Nested deeper than ${depth} levels.`, { details: { limit: depth } })];
    for (const key of Object.keys(next.value)) {
      const at = `${next.path}${pointer(key)}`;
      if (forbidden.has(key) || !isStorable(key)) problems.push(problem("forbidden_key", at, `The key "${key}" is not allowed.`));
      else open.push({ value: (next.value as Record<string, unknown>)[key], path: at, level: next.level + 1 });
      if (problems.length >= 100) return problems;
    }
  }
  return problems;
}

export const isStorable = (text: string): boolean => !text.includes("\u0000") && text.isWellFormed();

/** Most of what comes is plain values and lists of them, and nothing is wrong with it: seen without a walk that could say where. */
function isPlainAndFit(value: unknown, size: number): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  let seen = 1;
  for (const key of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[key];
    if (forbidden.has(key) || !isStorable(key) || ++seen > size) return false;
    if (isPlainValue(each)) continue;
    if (!Array.isArray(each) || (seen += each.length) > size || !each.every(isPlainValue)) return false;
  }
  return true;
}

const isPlainValue = (value: unknown): boolean =>
  typeof value === "string"
    ? isStorable(value)
    : typeof value === "number"
      ? Number.isFinite(value)
      : typeof value !== "object" || value === null;
