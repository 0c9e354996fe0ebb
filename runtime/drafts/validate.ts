import { keyOf, pointer, problem, type Document, type DocumentKey, type Folded, type Kind, type Language, type Problem } from "#metadata";
import { compileProblems } from "./compile-problems.ts";
import { failingExamples } from "./example-problems.ts";

export interface User {
  readonly kind: Kind;
  readonly name: string;
  /** JSON Pointer in the user */
  readonly path: string;
}

/**
 * Everything that keeps a set of documents from being published, paths beginning with /{kind}/{name}: shape and vocabulary of the changed ones,
 * names that point nowhere, what does not compile. What the change took away although others use it is in_use, with all users in its details.
 * `accepted`: documents that are as a revision had them: their shape was looked at when that was published, and it takes long for a big table.
 */
export function setProblems(
  language: Language,
  before: Folded,
  after: Folded,
  changed: Iterable<DocumentKey>,
  accepted: ReadonlySet<DocumentKey> = new Set(),
): Problem[] {
  const problems: Problem[] = [...after.problems];
  const documents = [...changed].flatMap((key) => after.byKey.get(key) ?? []);
  for (const document of documents) {
    if (accepted.has(keyOf(document.kind, document.id))) continue;
    const parsed = language.parse(document.kind, document);
    if (!parsed.ok) problems.push(...parsed.problems.map((each) => inside(document, each)));
  }
  // only well-formed documents can be looked at together
  if (problems.length > 0) return problems;
  problems.push(...asInUse(before, language.check(after.documents)));
  if (problems.length > 0) return problems;
  return documents.flatMap((document) => {
    const found = compileProblems(language, document, after.documents);
    // only what runs can be tried
    const isTried = found.length === 0 && document.kind === "table" && !accepted.has(keyOf(document.kind, document.id));
    return (isTried ? failingExamples(language, document, after) : found).map((each) => inside(document, each));
  });
}

/** A problem of one document, told of a set. */
export const inside = (document: Document, each: Problem): Problem => ({
  ...each,
  path: `${pointer(document.kind, document.name)}${each.path}`,
});

interface MissingDetails {
  readonly kind: Kind;
  readonly name: string;
  readonly member?: string;
  readonly by: { readonly kind: Kind; readonly name: string };
}

/** Names that were there before the change and point nowhere after it: one problem per thing that is gone, instead of one per user. */
function asInUse(before: Folded, problems: readonly Problem[]): Problem[] {
  const gone = new Map<string, { details: MissingDetails; users: User[] }>();
  const rest: Problem[] = [];
  for (const each of problems) {
    const details = each.details as unknown as MissingDetails | undefined;
    if (each.code !== "unknown_name" || details?.by === undefined || !wasThere(before, details)) {
      rest.push(each);
      continue;
    }
    const key = pointer(details.kind, details.name, ...(details.member === undefined ? [] : [details.member]));
    const known = gone.get(key) ?? { details, users: [] };
    known.users.push({ ...details.by, path: each.path.slice(pointer(details.by.kind, details.by.name).length) });
    gone.set(key, known);
  }
  const inUse = [...gone].map(([path, { details, users }]) => {
    const what =
      details.member === undefined ? `${details.kind} "${details.name}"` : `"${details.member}" of ${details.kind} "${details.name}"`;
    const names = [...new Set(users.map((user) => `${user.kind} "${user.name}"`))];
    return problem("in_use", path, `This takes ${what} away, which is used by ${names.join(", ")}`, {
      details: { kind: details.kind, name: details.name, ...(details.member === undefined ? {} : { member: details.member }), users },
    });
  });
  return [...inUse, ...rest];
}

function wasThere(before: Folded, { kind, name, member }: MissingDetails): boolean {
  const document = before.documents[kind].get(name) as Document | undefined;
  if (document === undefined || member === undefined) return document !== undefined;
  return memberNames(document).includes(member);
}

/** API names of what a document is made of. */
export function memberNames(document: Document): string[] {
  if (document.kind === "object") return Object.values(document.fields).map((field) => field.name);
  if (document.kind === "table")
    return [...Object.values(document.inputs), ...Object.values(document.outputs)].map((column) => column.name);
  if (document.kind === "function") return Object.values(document.input).map((input) => input.name);
  return [];
}
