import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type ScalarTag } from "yaml";

/** Something that was put right while reading, never silently. Lines count from 1. */
export interface Repair {
  readonly line: number;
  readonly code: "dash_without_space" | "first_line_outdented" | "wrapping_text" | "odd_spaces" | "reference_tag" | "json" | "odd_boolean";
  readonly message: string;
}

/** A map as it was written: values and the line of each key. Null-prototype, so that no key means more than itself. */
export interface Written {
  readonly values: Readonly<Record<string, unknown>>;
  readonly line: number;
  readonly lines: Readonly<Record<string, number>>;
}

export interface ReadError {
  readonly line: number;
  readonly message: string;
}

export type Reading = { readonly root: unknown; readonly repairs: readonly Repair[] } | { readonly errors: readonly ReadError[] };

export const isWritten = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "lines") && Object.hasOwn(value, "values");

/** A written value as plain JSON. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isWritten(value)) return value;
  return Object.fromEntries(Object.entries(value.values).map(([key, each]) => [key, plain(each)]));
}

const mostCharacters = 300_000;
const mostDepth = 64;

/** Text → tree. Strict YAML 1.2 first; only when that fails (and `strict` is not asked for) one repair after the other, each reported. */
export function readSource(source: string, strict: boolean): Reading {
  if (source.length > mostCharacters) return { errors: [{ line: 1, message: `The source has ${mostCharacters} characters at most.` }] };
  if (isDeep(source)) return { errors: [{ line: 1, message: `The source is nested more than ${mostDepth} levels deep.` }] };
  const first = parse(source);
  if (!("errors" in first)) {
    const json = /^\s*\{/.test(source) ? [repair(1, "json", "The source is JSON, which was read as it is.")] : [];
    if (strict && first.repairs.length > 0) return { errors: first.repairs };
    return { root: first.root, repairs: [...(strict ? [] : json), ...first.repairs] };
  }
  if (strict) return first;
  let text = source;
  const repairs: Repair[] = [];
  for (const rung of ladder) {
    const repaired = rung(text);
    if (repaired.repairs.length === 0) continue;
    text = repaired.text;
    repairs.push(...repaired.repairs);
    const reading = parse(text);
    if (!("errors" in reading)) {
      return { root: reading.root, repairs: [...repairs, ...reading.repairs].sort((a, b) => a.line - b.line) };
    }
  }
  return first;
}

/** Told before it is parsed: what is nested thousands of levels deep takes long to refuse. Brackets inside of texts count too, which no real flow comes near. */
function isDeep(source: string): boolean {
  if (/(?:[-?] +){65}/.test(source)) return true;
  let depth = 0;
  for (const character of source) {
    if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    if (depth > 200) return true;
  }
  return false;
}

const repair = (line: number, code: Repair["code"], message: string): Repair => ({ line, code, message });

type Rung = (text: string) => { text: string; repairs: Repair[] };

/** Changes lines one by one; a changed line is a repair. */
const byLine =
  (code: Repair["code"], message: string, change: (line: string, index: number) => string): Rung =>
  (text) => {
    const repairs: Repair[] = [];
    const lines = text.split("\n").map((line, index) => {
      const changed = change(line, index);
      if (changed !== line) repairs.push(repair(index + 1, code, message));
      return changed;
    });
    return { text: lines.join("\n"), repairs };
  };

/** The ladder: cheapest and surest first. Each keeps the number of lines, so that what is reported later stands where it stood. */
const ladder: readonly Rung[] = [
  byLine("dash_without_space", "A space was put after the dash of a list item.", (line) =>
    line.replace(/^(\s*)-(?=[A-Za-z_]\w*\s*:(\s|$))/, "$1- "),
  ),
  byLine("odd_spaces", "Tabs, non-breaking spaces or full-width punctuation outside of values became ordinary ones.", (line) =>
    line
      .replace(/^[\t \u00a0\u3000\ufeff]+/, (indent) =>
        indent
          .replaceAll("\ufeff", "")
          .replaceAll("\t", "  ")
          .replace(/[\u00a0\u3000]/g, " "),
      )
      .replace(/^(\s*(?:- )?[A-Za-z_]\w*)\s*：\s*/, "$1: ")
      .replace(/^(\s*-)[\u00a0\u3000]/, "$1 ")
      .replace(/^(\s*(?:- )?[A-Za-z_]\w*:)[\u00a0\u3000]/, "$1 ")
      .replace(/^(\s*(?:- )?[A-Za-z_]\w*: *)“([^”]*)”\s*$/, '$1"$2"'),
  ),
  (text) => {
    const lines = text.split("\n");
    const open = lines.findIndex((line) => /^\s*```/.test(line));
    const close = lines.findLastIndex((line) => /^\s*```/.test(line));
    if (open < 0 || close <= open) return { text, repairs: [] };
    return {
      text: lines.map((line, index) => (index <= open || index >= close ? "" : line)).join("\n"),
      repairs: [repair(open + 1, "wrapping_text", "What stands around the fenced block was left out.")],
    };
  },
  (text) => {
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.trim() !== "" && !line.trim().startsWith("#"));
    const next = lines.slice(at + 1).find((line) => line.trim() !== "");
    const indent = /^ */.exec(next ?? "")![0].length;
    if (at < 0 || !/^- \w/.test(lines[at]!) || indent < 3) return { text, repairs: [] };
    return {
      text: lines.with(at, " ".repeat(indent - 2) + lines[at]!).join("\n"),
      repairs: [repair(at + 1, "first_line_outdented", "The first line was moved in, to where the lines after it stand.")],
    };
  },
];

function parse(text: string): { root: unknown; repairs: Repair[] } | { errors: ReadError[] } {
  const counter = new LineCounter();
  const lineOf = (node: Node | null | undefined): number => (node?.range ? counter.linePos(node.range[0]).line : 1);
  // local tags of deployment templates: !Ref service/function, !GetAtt a.b, !Sub text
  const tags: ScalarTag[] = ["!Ref", "!Sub", "!GetAtt"].map((tag) => ({ tag, resolve: (value: string) => value }));
  const document = parseDocument(text, { lineCounter: counter, customTags: tags, version: "1.2", uniqueKeys: true, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      errors: document.errors
        .slice(0, 50)
        .map(({ pos, message }) => ({ line: counter.linePos(pos[0]).line, message: message.split("\n")[0]! })),
    };
  }
  const repairs: Repair[] = [];
  const errors: ReadError[] = [];

  const read = (node: unknown, depth: number): unknown => {
    if (depth > mostDepth) {
      errors.push({ line: 1, message: `The source is nested more than ${mostDepth} levels deep.` });
      return null;
    }
    // expanding an alias again and again is how a small text becomes a huge document
    if (isAlias(node)) {
      errors.push({ line: lineOf(node), message: "Anchors and aliases are not read: write the value out." });
      return null;
    }
    if (isSeq(node)) return node.items.map((item) => read(item, depth + 1));
    if (isMap(node)) {
      const values: Record<string, unknown> = Object.create(null);
      const lines: Record<string, number> = Object.create(null);
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : "";
        lines[name] = lineOf(key as Node);
        values[name] = read(value, depth + 1);
      }
      return { values, lines, line: lineOf(node) } satisfies Written;
    }
    if (!isScalar(node)) return null;
    if (node.tag?.startsWith("!") === true && !node.tag.startsWith("!!")) {
      const line = lineOf(node);
      const [service, operation] = String(node.value).split("/");
      const name = operation === undefined ? String(node.value) : `acs:fc:::services/${service}/functions/${operation}`;
      repairs.push(repair(line, "reference_tag", `${node.tag} ${String(node.value)} was read as ${name}.`));
      return name;
    }
    return typeof node.value === "bigint" ? Number(node.value) : node.value;
  };
  const root = read(document.contents, 0);
  return errors.length > 0 ? { errors } : { root, repairs };
}
