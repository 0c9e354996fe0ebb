import { below, isMap, type Pointer } from "./layers/patch.ts";
import { problem, type Problem } from "./problem.ts";

/** Deepest nesting of a document and of an expression. */
export const deepest = 64;
/** Names that mean something to JavaScript itself and are nobody's keys. */
export const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Looks a value over before anything walks it by recursion: depth, keys, size and kinds of value.
 * Iterative, so that no depth of input overflows the stack. Everything below trusts what passed here.
 */
export function scan(value: unknown, mostBytes: number): Problem[] {
  const problems: Problem[] = [];
  const waiting: { value: unknown; at: Pointer; depth: number }[] = [{ value, at: "", depth: 1 }];
  let bytes = 0;
  while (waiting.length > 0) {
    const { value: each, at, depth } = waiting.pop()!;
    bytes += typeof each === "string" ? utf8Length(each) + 2 : 4;
    if (bytes > mostBytes) return [...problems, tooLarge(mostBytes)];
    if (typeof each === "string" && !isText(each))
      problems.push(problem("invalid", at, "Holds characters that are not text (NUL or half a surrogate pair)"));
    if (typeof each !== "object" || each === null) {
      if (typeof each === "number" ? !Number.isFinite(each) : each !== null && !["string", "boolean"].includes(typeof each)) {
        problems.push(problem("invalid_json", at, `A ${typeof each} is no JSON value`));
      }
      continue;
    }
    if (depth > deepest)
      return [...problems, problem("too_deep", at, `Nested deeper than ${deepest} levels`, { details: { limit: deepest } })];
    if (Array.isArray(each)) {
      for (let index = each.length - 1; index >= 0; index--) waiting.push({ value: each[index], at: `${at}/${index}`, depth: depth + 1 });
      continue;
    }
    if (!isMap(each)) continue;
    for (const key of Object.keys(each).reverse()) {
      bytes += utf8Length(key) + 3;
      if (!isText(key)) problems.push(problem("forbidden_key", at, "A key holds characters that are not text"));
      else if (forbiddenKeys.has(key)) problems.push(problem("forbidden_key", below(at, key), `The key "${key}" is not allowed`));
      else if (each[key] !== undefined) waiting.push({ value: each[key], at: below(at, key), depth: depth + 1 });
    }
  }
  return problems;
}

/** What a database of JSON can hold. */
const isText = (value: string): boolean => !value.includes("\u0000") && value.isWellFormed();

const tooLarge = (mostBytes: number) =>
  problem("too_large", "", `The document is larger than ${mostBytes / 1_048_576} MiB`, { details: { limit: mostBytes } });

function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return length;
}
