import type { Json, Logic } from "#metadata";

/** `$input.a.b[0].c`, `$local[*].parts[*]`, `$` … as an expression; undefined when it is none of these. `root`: what a bare `$` stands for. */
export function pathToLogic(path: string, root: string): Logic | undefined {
  const start = /^\$([A-Za-z]*)/.exec(path);
  if (start === null) return undefined;
  const named = start[1]!;
  if (named !== "" && named !== "input" && named !== "local" && named !== "context") return undefined;
  const segments: string[] = [];
  let rest = path.slice(start[0].length);
  while (rest !== "") {
    const next = /^\.([\p{L}_][\p{L}\p{N}_-]*)|^\[(\d+|\*)\]|^\[(?:'([^'\]]*)'|"([^"\]]*)")\]/u.exec(rest);
    if (next === null) return undefined;
    const segment = next[1] ?? next[2] ?? next[3] ?? next[4]!;
    // a name with a dot in it cannot be told from two names
    if (segment.includes(".") || forbidden.has(segment)) return undefined;
    segments.push(segment);
    rest = rest.slice(next[0].length);
  }
  const first = segments.indexOf("*");
  const base = [named === "" ? root : named, ...(first < 0 ? segments : segments.slice(0, first))].join(".");
  return first < 0 ? { var: base } : project({ var: base }, segments.slice(first + 1));
}

/** Names that mean something to JavaScript. */
export const forbidden: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** What each element of a list gives; another `[*]` flattens. The result is always a list. */
function project(list: Logic, segments: readonly string[]): Logic {
  const star = segments.indexOf("*");
  const own = (star < 0 ? segments : segments.slice(0, star)).join(".");
  const each: Json = own === "" ? list : { map: [list, { var: own }] };
  if (star < 0) return each;
  const flat: Json = { reduce: [each, { merge: [{ var: "accumulator" }, { var: "current" }] }, []] };
  return project(flat, segments.slice(star + 1));
}
