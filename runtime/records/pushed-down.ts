import type { DocumentSet, Language, Logic, Result } from "#metadata";
import { lowerExpression } from "#runtime/rules";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { resolveObject } from "../effective/resolve-object.ts";
import { namedValues } from "./named.ts";
import { lookingAtAll } from "./path.ts";
import { resolve } from "./resolve.ts";

/** The objects of documents that are not published yet, as far as a condition looks at them; worked out once for a set of them. */
const known = new WeakMap<DocumentSet, Pick<Effective, "objects" | "memo">>();

function objectsOf(language: Language, documents: DocumentSet): Pick<Effective, "objects" | "memo"> {
  let found = known.get(documents);
  if (found === undefined) {
    const objects = new Map<string, ResolvedObject>();
    for (const [name, document] of documents.object) objects.set(name, resolveObject(document, language, new Map(), documents, []));
    found = { objects, memo: (_, make) => make() };
    known.set(documents, found);
  }
  return found;
}

/** Whoever asks: a named value is never what is wrong with a rule. */
const anybody = { now: "2000-01-01T00:00:00.000Z", user: { id: "00000000-0000-0000-0000-000000000000", roles: [] } };

/** What keeps an expression over an object's records from being asked of the database whole: by the very steps that a read takes. */
export function pushedDown(language: Language, documents: DocumentSet, object: string, logic: Logic): Result<unknown> {
  const all = objectsOf(language, documents);
  const resolved = all.objects.get(object);
  // an object that is not there is told at its name
  if (resolved === undefined) return { ok: true, value: undefined };
  const looking = lookingAtAll(all, resolved);
  const lowered = lowerExpression(logic, { operators: language.operators, types: looking.type });
  return lowered.ok ? resolve(lowered.value, looking, namedValues(anybody), "") : lowered;
}
