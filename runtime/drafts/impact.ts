import {
  describeChanges,
  kindAndId,
  kindNames,
  sameJson,
  valueAt,
  type Change,
  type Document,
  type DocumentKey,
  type Folded,
  type Kind,
  type Language,
  type Pointer,
  type Text,
} from "#metadata";
import type { Database } from "#db";
import type { User } from "./validate.ts";

export interface NamedUser extends User {
  readonly label: Text;
}

/** What uses something that a draft removes or retypes. */
export interface Impact {
  /** pointer in the changed document; "" the whole of it */
  readonly path: Pointer;
  readonly what: "removed" | "retyped";
  /** API name of the field or column; absent: the whole document */
  readonly member?: string;
  /** records that hold a value of the field, or all records of the object; counted up to 10,000 */
  readonly records?: number;
  readonly users: readonly NamedUser[];
}

export interface DocumentDiff {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly label: Text;
  readonly change: "added" | "changed" | "removed";
  readonly changes: readonly Change[];
  readonly impact: readonly Impact[];
}

/** Most records that are counted for an impact: "10,000" means that many or more. */
export const mostCounted = 10_000;

/** What a change set changes, per document and property, and what that touches. */
export async function diffDocuments(
  db: Database,
  tenantId: string,
  language: Language,
  before: Folded,
  after: Folded,
  keys: Iterable<DocumentKey>,
): Promise<DocumentDiff[]> {
  const uses = usesOf(language, after);
  const diffs: DocumentDiff[] = [];
  for (const key of keys) {
    const { kind, id } = kindAndId(key);
    const was = before.byKey.get(key);
    const is = after.byKey.get(key);
    const known = is ?? was;
    if (known === undefined || sameJson(was, is)) continue;
    const change = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    diffs.push({
      kind,
      id,
      name: known.name,
      label: known.label,
      change,
      changes: describeChanges(kind, was as never, is as never),
      impact: was === undefined ? [] : await withRecords(db, tenantId, was, impactOf(language, was, is, uses)),
    });
  }
  return diffs.sort((a, b) => kindNames.indexOf(a.kind) - kindNames.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
}

type Uses = (kind: Kind, name: string, member?: string) => NamedUser[];

/** Who refers to what, in a set of documents. */
function usesOf(language: Language, { documents }: Folded): Uses {
  const users = kindNames.flatMap((kind) =>
    ([...documents[kind].values()] as Document[]).map((document) => ({ document, references: language.references(document) })),
  );
  return (kind, name, member) =>
    users.flatMap(({ document, references }) =>
      references
        .filter(
          (each) =>
            each.kind === kind &&
            each.name === name &&
            (member === undefined ? !(document.kind === kind && document.name === name) : each.member?.split(".")[0] === member),
        )
        .map((each) => ({ kind: document.kind, name: document.name, label: document.label, path: each.path })),
    );
}

function impactOf(language: Language, was: Document, is: Document | undefined, uses: Uses): Impact[] {
  if (is === undefined) return [{ path: "", what: "removed", users: uses(was.kind, was.name) }];
  return memberMaps(was).flatMap(([map, members]) =>
    Object.entries(members).flatMap(([id, member]): Impact[] => {
      const now = valueAt(is, `/${map}/${id}`) as typeof member | undefined;
      const path = `/${map}/${id}`;
      // its values go on under another type, its name as it was
      const instead = Object.values((valueAt(is, `/${map}`) ?? {}) as Members).find((each) => each.was?.[0] === id);
      if (now === undefined && instead !== undefined)
        return [{ path, what: "retyped", member: member.name, users: uses(was.kind, was.name, member.name) }];
      if (now === undefined) return [{ path, what: "removed", member: member.name, users: uses(was.kind, was.name, member.name) }];
      if (now.type === member.type && targetOf(language, now) === targetOf(language, member)) return [];
      return [{ path, what: "retyped", member: member.name, users: uses(was.kind, was.name, member.name) }];
    }),
  );
}

/** The object that a member's values refer to: another one makes another type of it. */
function targetOf({ fields }: Language, { type, config }: Members[string]): string | undefined {
  const fieldType = fields.get(type);
  const settings = fieldType?.refersTo === undefined ? undefined : fieldType.config.safeParse(config ?? {});
  return settings?.success === true ? fieldType?.refersTo?.(settings.data) : undefined;
}

type Members = Readonly<
  Record<string, { readonly name: string; readonly type: string; readonly config?: unknown; readonly was?: readonly string[] | undefined }>
>;
function memberMaps(document: Document): [map: string, members: Members][] {
  if (document.kind === "object") return [["fields", document.fields]];
  if (document.kind === "table")
    return [
      ["inputs", document.inputs],
      ["outputs", document.outputs],
    ];
  return document.kind === "function" ? [["input", document.input]] : [];
}

/** Counts the records that stand behind what is removed or retyped in an object. */
async function withRecords(db: Database, tenantId: string, was: Document, impacts: Impact[]): Promise<Impact[]> {
  if (was.kind !== "object" || impacts.length === 0) return impacts;
  const counts = await db.batch(
    tenantId,
    impacts.map(({ path }) => ({
      text: `select count(*)::int as records from (select 1 from records where tenant_id = $1 and object_id = $2 and deleted_at is null
        and ($3 = '' or data ? $3) limit ${mostCounted}) as held`,
      params: [tenantId, was.id, path === "" ? "" : path.slice("/fields/".length)],
    })),
    { readOnly: true },
  );
  return impacts.map((impact, index) => ({ ...impact, records: counts[index]![0]!["records"] as number }));
}
