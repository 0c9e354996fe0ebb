import { pointer, type Document, type Pointer } from "#metadata";
import type { Named } from "./rewrite.ts";

/** Kinds whose texts may name a field without the language knowing: what a flow hands on, what a page is told. */
const loose: ReadonlySet<string> = new Set(["flow", "page", "form", "function", "table"]);
const words: ReadonlySet<string> = new Set(["label", "description", "help", "title", "message", "name", "placeholder"]);
const most = 100;

/** Places with the same word in them that nobody can say the meaning of: to be looked at by hand. */
export function unsurePlaces(document: Document, { object, field }: Named, known: ReadonlySet<Pointer>): Pointer[] {
  if (!loose.has(document.kind)) return [];
  const word = field ?? object;
  const found: Pointer[] = [];
  const pattern = new RegExp(`(^|[.$\\s"'{(])${word}($|[.\\s"'})])`);
  const visit = (value: unknown, at: Pointer, key: string): void => {
    if (found.length >= most || known.has(at)) return;
    if (typeof value === "string") {
      if (!words.has(key) && pattern.test(value)) found.push(at);
    } else if (Array.isArray(value)) value.forEach((each, index) => visit(each, `${at}${pointer(index)}` as Pointer, key));
    else if (typeof value === "object" && value !== null) {
      for (const [name, each] of Object.entries(value)) if (!words.has(name)) visit(each, `${at}${pointer(name)}` as Pointer, name);
    }
  };
  for (const [key, part] of Object.entries(document)) {
    if (["steps", "nodes", "output", "input", "inputs", "outputs", "bindings", "trigger"].includes(key))
      visit(part, pointer(key) as Pointer, key);
  }
  return found;
}
