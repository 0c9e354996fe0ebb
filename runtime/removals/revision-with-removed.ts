import {
  diffDocument,
  foldLayers,
  keyOf,
  ok,
  pointer,
  problem,
  refused,
  type Document,
  type DocumentKey,
  type Field,
  type Folded,
  type ObjectDocument,
  type Patch,
  type Problem,
  type Result,
  type RoleDocument,
} from "#metadata";
import type { Actor } from "../actor.ts";
import type { NewRevision } from "../drafts/commit-revision.ts";
import { duplicateProblems } from "../drafts/duplicate-values.ts";
import { grantProblems } from "../drafts/grant-problems.ts";
import { lockProblems } from "../drafts/locks.ts";
import { withUsers } from "../drafts/publish-draft.ts";
import { asDesigner, over, packageLayers, readGround } from "../drafts/state.ts";
import { inside, setProblems } from "../drafts/validate.ts";
import { takingPlaceOf } from "../retype/conversions.ts";
import { layersOf } from "../effective/build-effective.ts";
import type { Platform } from "../platform.ts";

/** Something that was removed; field "" is the whole object. By storage identities. */
export interface Removed {
  readonly object: string;
  readonly field: string;
}

/** $1 tenant, $2 rows { object, field } */
const find = `select r.object_id as object, r.field_id as field, r.revision, r.name, r.purge_at <= now() as late from field_removal r
join jsonb_to_recordset($2::jsonb) as x(object text, field text) on r.object_id = x.object and r.field_id = x.field
where r.tenant_id = $1::uuid and r.name <> ''`;

type Found = Removed & { readonly revision: number; readonly name: string; readonly late: boolean };

/**
 * What is live now, with what was removed back in its place: fields as they were when they went; one that another took the place of takes
 * it back, under the name it has now; an object with its forms and views, and what roles and apps said of it.
 */
export async function revisionWithRemoved(
  platform: Platform,
  actor: Actor,
  removed: readonly Removed[],
  message: string,
): Promise<Result<NewRevision>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const { tenantId } = actor;
  const [rows] = (await platform.db.batch(tenantId, [{ text: find, params: [tenantId, removed.map((each) => ({ ...each }))] }], {
    readOnly: true,
  })) as unknown as [Found[]];
  const ground = (await readGround(platform, tenantId))!;
  const problems: Problem[] = [];
  const changed = new Map<DocumentKey, Document>();
  for (const each of removed) {
    const row = rows.find(({ object, field }) => object === each.object && field === each.field);
    if (row === undefined) {
      problems.push(problem("not_found", "", "Nothing of this id was removed, or it is gone for good"));
      continue;
    }
    if (row.late) {
      problems.push(problem("removal_expired", "", `"${row.name}" was removed too long ago`));
      continue;
    }
    const was = (await readGround(platform, tenantId, row.revision))!.published;
    if (row.field === "") bringObject(was, ground.published, row.object, changed);
    else bringField(was, ground.published, row, changed, problems);
  }
  if (problems.length > 0) return refused(...problems);

  const patches = new Map<DocumentKey, Patch>(
    [...changed].map(([key, document]) => [key, diffDocument(document.kind, ground.below.byKey.get(key) as never, document as never)]),
  );
  for (const [key, patch] of patches) {
    const below = ground.below.byKey.get(key);
    problems.push(...lockProblems(key, below, patch, ground.releases).map((each) => (below === undefined ? each : inside(below, each))));
  }
  const tenant = over(ground.state.patches, patches);
  const after = foldLayers(layersOf(packageLayers(ground), tenant));
  problems.push(...grantProblems(await platform.effectives.get(tenantId), actor, ground.published, after));
  problems.push(
    ...setProblems(platform.language, ground.published, after, withUsers(platform.language, after, changed.keys(), ground.published)),
  );
  if (problems.length === 0) problems.push(...(await duplicateProblems(platform, tenantId, ground.published, after)));
  if (problems.length > 0) return refused(...problems);
  return ok({
    onto: ground.state.revision,
    packages: ground.state.packages,
    patches: tenant,
    before: ground.published,
    after,
    message,
    by: actor.by,
  });
}

function bringField(was: Folded, published: Folded, row: Found, changed: Map<DocumentKey, Document>, problems: Problem[]): void {
  const key: DocumentKey = `object/${row.object}`;
  const object = (changed.get(key) ?? published.byKey.get(key)) as ObjectDocument | undefined;
  const old = (was.byKey.get(key) as ObjectDocument | undefined)?.fields[row.field];
  if (object === undefined || old === undefined) {
    problems.push(problem("not_found", "", `The object of "${row.name}" is not there; restore it first`));
    return;
  }
  const instead = Object.entries(object.fields).find(([, each]) => each.was?.[0] === row.field);
  if (instead !== undefined) {
    const { [instead[0]]: _, ...fields } = object.fields;
    changed.set(key, { ...object, fields: { ...fields, [row.field]: inPlaceOf(old, instead[0], instead[1]) } });
    return;
  }
  const holder = Object.entries(object.fields).find(([, { name }]) => name === old.name);
  if (holder !== undefined) {
    const at = pointer("object", object.name, "fields", holder[0], "name");
    problems.push(problem("name_taken", at, `There is another field "${old.name}" by now; rename it first`));
    return;
  }
  changed.set(key, { ...object, fields: { ...object.fields, [row.field]: old } });
}

/** What belongs to a type comes back with it; what people call the field and ask of it stays as it is now. */
function inPlaceOf(old: Field, id: string, now: Field): Field {
  const {
    type: _type,
    config: _config,
    component: _c,
    display: _d,
    default: _default,
    unique: _u,
    indexed: _i,
    onDelete: _o,
    was: _was,
    ...rest
  } = now;
  const { type, config, component, display, default: value, unique, indexed, onDelete } = old;
  const given = { config, component, display, default: value, unique, indexed, onDelete };
  return {
    ...rest,
    type,
    was: takingPlaceOf(id, now.was),
    ...Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined)),
  };
}

function bringObject(was: Folded, published: Folded, id: string, changed: Map<DocumentKey, Document>): void {
  const object = was.byKey.get(`object/${id}`);
  if (object?.kind !== "object") return;
  changed.set(keyOf("object", id), object);
  for (const document of was.byKey.values()) {
    const key = keyOf(document.kind, document.id);
    const now = changed.get(key) ?? published.byKey.get(key);
    if ((document.kind === "form" || document.kind === "view" || document.kind === "page") && document.object === object.name) {
      if (now === undefined && !published.documents[document.kind].has(document.name)) changed.set(key, document);
    } else if (document.kind === "role" && now?.kind === "role") {
      const grant = document.objects?.[object.name];
      if (grant !== undefined && now.objects?.[object.name] === undefined)
        changed.set(key, { ...now, objects: { ...now.objects, [object.name]: grant } } as RoleDocument);
    } else if (document.kind === "app" && now?.kind === "app") {
      const items = Object.entries(document.items).filter(([item, each]) => each.object === object.name && !Object.hasOwn(now.items, item));
      if (items.length > 0) changed.set(key, { ...now, items: { ...now.items, ...Object.fromEntries(items) } });
    }
  }
}
