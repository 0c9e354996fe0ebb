import {
  namesOf,
  pointer,
  settingsOf,
  type Document,
  type DocumentSet,
  type Json,
  type Language,
  type Pointer,
  type Reference,
} from "#metadata";

/** An object, or one of its fields, by the names they have now. */
export interface Named {
  readonly object: string;
  readonly field?: string | undefined;
}

/** A place of a document that names it. */
export interface Use {
  readonly path: Pointer;
  /** set: the text there · key: the name of the entry itself · undefined: nobody knows how to say it otherwise */
  readonly rewrite: { readonly set: Json } | { readonly key: string } | undefined;
}

/** Where a document names an object or a field, and what would stand there under another name. */
export function usesIn(language: Language, documents: DocumentSet, document: Document, named: Named, to = ""): Use[] {
  return language.references(document).flatMap((reference): Use[] => {
    if (reference.kind !== "object") return [];
    const path = reference.path as Pointer;
    const value = standingAt(document, path);
    if (named.field === undefined) {
      if (reference.name !== named.object) return [];
      const rewrite = objectRewrite(value, path, reference, named.object, to);
      return rewrite === "elsewhere" ? [] : [{ path, rewrite }];
    }
    if (reference.member === undefined) return [];
    const member = renamedMember(language, documents, reference, named as Required<Named>, to);
    return member === undefined ? [] : [{ path, rewrite: memberRewrite(value, path, reference, member) }];
  });
}

function objectRewrite(
  value: Json | undefined,
  path: Pointer,
  { member }: Reference,
  from: string,
  to: string,
): Use["rewrite"] | "elsewhere" {
  if (member !== undefined) {
    // "object.field" says both; anywhere else the object is named in another place
    return value === `${from}.${member}` ? { set: `${to}.${member}` } : "elsewhere";
  }
  if (value === from) return { set: to };
  if (Array.isArray(value) && value.includes(from)) return { set: value.map((each) => (each === from ? to : each)) };
  if (lastOf(path) === from) return { key: to };
  // the settings of a type say somewhere which objects it leads to
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    const said = entries.map(([key, each]): [string, Json] => [
      key,
      each === from ? to : Array.isArray(each) ? each.map((one) => (one === from ? to : one)) : each,
    ]);
    if (said.some(([, each], index) => JSON.stringify(each) !== JSON.stringify(entries[index]![1])))
      return { set: Object.fromEntries(said) };
  }
  return undefined;
}

/** The path of a reference with the field's new name in it; undefined: it does not go by the field. */
function renamedMember(
  { fields: types }: Language,
  documents: DocumentSet,
  { name, member }: Reference,
  named: Required<Named>,
  to: string,
): string | undefined {
  const parts = member!.split(".");
  let object: string | undefined = name;
  let found = false;
  for (const [index, part] of parts.entries()) {
    if (object === undefined) break;
    if (object === named.object && part === named.field) {
      parts[index] = to;
      found = true;
    }
    const document: Document | undefined = documents.object.get(object);
    const field = document?.kind === "object" ? Object.values(document.fields).find((each) => each.name === part) : undefined;
    const type = field === undefined ? undefined : types.get(field.type);
    const settings = field === undefined || document?.kind !== "object" ? undefined : settingsOf(types, documents.object, document, field);
    object = type === undefined || settings === undefined ? undefined : nextObject(type, settings);
  }
  return found ? parts.join(".") : undefined;
}

function nextObject(type: NonNullable<ReturnType<Language["fields"]["get"]>>, settings: unknown): string | undefined {
  const derivation = type.derived?.(settings);
  if (derivation?.kind === "lines") return derivation.object;
  if (type.refersTo !== undefined) return type.refersTo(settings);
  const targets = type.linksTo?.objects(settings);
  return targets?.length === 1 ? targets[0] : undefined;
}

function memberRewrite(value: Json | undefined, path: Pointer, { name, member }: Reference, renamed: string): Use["rewrite"] {
  const was = member!;
  if (typeof value === "string") {
    if (value === was) return { set: renamed };
    if (value === `${name}.${was}`) return { set: `${name}.${renamed}` };
    // the last steps of a path whose first are said elsewhere
    if (was.endsWith(`.${value}`)) return { set: renamed.split(".").slice(-value.split(".").length).join(".") };
    const list = value.split(",").map((each) => each.trim());
    if (list.some((each) => each.replace(/^-/, "") === was))
      return { set: list.map((each) => (each.replace(/^-/, "") === was ? each.replace(was, renamed) : each)).join(",") };
  }
  return lastOf(path) === was ? { key: renamed } : undefined;
}

const lastOf = (path: Pointer): string | undefined => namesOf(path).at(-1);

/** What stands at a place, in lists too. */
function standingAt(document: Document, path: Pointer): Json | undefined {
  let value: unknown = document;
  for (const step of namesOf(path)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value as Json | undefined;
}

/** The document with its uses said otherwise; those of one place one after another. */
export function rewritten<D extends Document>(document: D, usesOf: (document: D) => readonly Use[]): D {
  let now = structuredClone(document) as D;
  // a settled place is named no longer: each round finds what is left
  for (let round = 0; round < 10_000; round++) {
    const use = usesOf(now).find(({ rewrite }) => rewrite !== undefined);
    if (use === undefined) return now;
    now = say(now, use);
  }
  throw new Error(`<${pointer(document.kind, document.name)}> names it again however often it is rewritten`);
}

function say<D extends Document>(document: D, { path, rewrite }: Use): D {
  const steps = namesOf(path);
  const change = (value: any, at: number): any => {
    const step = steps[at]!;
    const isLast = at === steps.length - 1;
    if (Array.isArray(value))
      return value.map((each, index) => (String(index) === step ? (isLast ? (rewrite as { set: Json }).set : change(each, at + 1)) : each));
    if (!isLast) return { ...value, [step]: change(value[step], at + 1) };
    if ("set" in rewrite!) return { ...value, [step]: rewrite.set };
    const { key } = rewrite as { key: string };
    return Object.fromEntries(Object.entries(value).map(([each, held]) => [each === step ? key : each, held]));
  };
  return change(document, 0) as D;
}
