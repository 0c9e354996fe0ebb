import { randomUUID } from "node:crypto";
import {
  diffDocument,
  keyOf,
  ok,
  problem,
  refused,
  sameJson,
  storageOf,
  type Field,
  type Json,
  type ObjectDocument,
  type Result,
} from "#metadata";
import type { Actor } from "../actor.ts";
import { keepPatches, untilStill } from "../drafts/edit-draft.ts";
import { lockProblems } from "../drafts/locks.ts";
import { openedDraft, type DraftState } from "../drafts/state.ts";
import type { Job } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Platform } from "../platform.ts";
import type { Conversion } from "./conversions.ts";
import { sideOf, takesValues, takingPlaceOf } from "./conversions.ts";
import { noPlan, type RetypePlan } from "./plan.ts";
import { rehearseAll } from "./rehearse.ts";
import { rehearseJob, type Rehearsal } from "./rehearse-work.ts";

/** Another type for a field, by API names as the draft has them. */
export interface Retype {
  readonly object: string;
  readonly field: string;
  readonly type: string;
  readonly config?: Readonly<Record<string, Json>> | undefined;
}

interface Retyped {
  readonly draft: DraftState;
  readonly document: ObjectDocument;
  /** what is to be converted once it is published; undefined: no record can hold a value */
  readonly conversion: Conversion | undefined;
}

/** Records that a plan looks at while somebody waits for it; with more it is a job. */
const mostAtOnce = 20_000;

/** Gives a field another type in a draft. Values are converted when the draft is published; until then nothing changes for anybody. */
export const retypeField = (platform: Platform, actor: Actor, draftId: string, change: Retype): Promise<Result<ObjectDocument>> =>
  untilStill(() => retypeNow(platform, actor, draftId, change));

async function retypeNow(platform: Platform, actor: Actor, draftId: string, change: Retype): Promise<Result<ObjectDocument>> {
  const made = await retyped(platform, actor, draftId, change);
  if (!made.ok) return made;
  const { draft, document } = made.value;
  const key = keyOf("object", document.id);
  const below = draft.ground.below.byKey.get(key);
  const patch = diffDocument("object", below as ObjectDocument | undefined, document);
  const locked = lockProblems(key, below, patch, draft.ground.releases);
  if (locked.length > 0) return refused(...locked);
  const kept = await keepPatches(platform, actor, draft, new Map([[key, patch]]));
  return kept.ok ? ok(document) : kept;
}

/** What the change would do to the records, counted: at once, or as a job whose result it is. Nothing is changed. */
export async function planRetype(
  platform: Platform,
  actor: Actor,
  draftId: string,
  change: Retype,
): Promise<Result<{ readonly plan: RetypePlan } | { readonly job: Job }>> {
  const made = await retyped(platform, actor, draftId, change);
  if (!made.ok) return made;
  const { conversion } = made.value;
  if (conversion === undefined) return ok({ plan: noPlan });
  const { tenantId } = actor;
  const rehearsal: Rehearsal = { conversion, locale: actor.locale };
  const [count] = await platform.db.batch(
    tenantId,
    [
      {
        text: "select count(*)::int as n from (select 1 from records where tenant_id = $1 and object_id = $2 limit $3) r",
        params: [tenantId, conversion.object, mostAtOnce + 1],
      },
    ],
    { readOnly: true, class: "batch" },
  );
  if (Number(count![0]!["n"]) > mostAtOnce) {
    const job = await startJob(platform, actor, rehearseJob, rehearsal as unknown as Json);
    return job.ok ? ok({ job: job.value }) : job;
  }
  const plan = await rehearseAll(platform, tenantId, rehearsal);
  return plan === undefined ? refused(problem("not_found", "", `"${change.field}" is not published as the draft has it`)) : ok({ plan });
}

async function retyped(platform: Platform, actor: Actor, draftId: string, change: Retype): Promise<Result<Retyped>> {
  const opened = await openedDraft(platform, actor, draftId, { mustBeOpen: true });
  if (!opened.ok) return opened;
  const draft = opened.value;
  const { language } = platform;
  const object = draft.seen.documents.object.get(change.object);
  const entry = Object.entries(object?.fields ?? {}).find(([, { name }]) => name === change.field);
  if (object === undefined || entry === undefined)
    return refused(problem("not_found", "", `There is no field "${change.field.slice(0, 80)}" in object "${change.object}" of the draft`));
  const [id, field] = entry;
  const live = draft.ground.published.byKey.get(`object/${object.id}`);
  const published = live?.kind === "object" ? live : undefined;
  const source =
    published === undefined
      ? undefined
      : [id, ...(field.was ?? [])].find((each) => each !== undefined && Object.hasOwn(published.fields, each));
  const fresh = fieldOf(field, change);
  const original = source === undefined ? undefined : published!.fields[source];
  const isBack = original !== undefined && original.type === change.type && sameJson(original.config ?? {}, change.config ?? {});
  // in place where no record can hold a value of it; under an id of its own where one may
  const [newId, newField]: [string, Field] =
    source === undefined
      ? [id, fresh]
      : isBack
        ? [source, { ...fresh, ...original, name: field.name, label: field.label, order: field.order }]
        : [id === source ? randomUUID().replaceAll("-", "").slice(0, 16) : id, { ...fresh, was: takingPlaceOf(source, original?.was) }];
  const { [id]: _gone, ...others } = object.fields;
  const document: ObjectDocument = { ...object, fields: { ...others, [newId]: newField } };
  const side = sideOf(language, draft.seen.documents.object, document, newField);
  if (side !== undefined) Object.assign(newField, fitting(newField, side));
  const parsed = language.parse("object", JSON.parse(JSON.stringify(document)));
  if (!parsed.ok) return parsed;
  if (side === undefined || source === undefined || isBack || !takesValues(side))
    return ok({ draft, document: parsed.value, conversion: undefined });
  const conversion: Conversion = { object: object.id, from: source, to: newId, type: change.type, config: newField.config ?? {} };
  return ok({ draft, document: parsed.value, conversion });
}

/** The field with its new type; what only made sense with the old one is left out. */
function fieldOf(field: Field, { type, config }: Retype): Field {
  const { config: _config, component: _component, display: _display, onDelete: _onDelete, ...rest } = field;
  return { ...rest, type, ...(config === undefined ? {} : { config: config as NonNullable<Field["config"]> }) };
}

/** What the new type cannot be asked for, as undefined. */
function fitting(field: Field, side: NonNullable<ReturnType<typeof sideOf>>): { [K in keyof Field]?: undefined } {
  const { fieldType, settings } = side;
  const without: { [K in keyof Field]?: undefined } = {};
  if (storageOf(fieldType, settings) === "json") Object.assign(without, { unique: undefined, indexed: undefined });
  if (!takesValues(side))
    Object.assign(without, { required: undefined, unique: undefined, requiredWhen: undefined, offeredBy: undefined, default: undefined });
  const isConstant = field.default !== undefined && (typeof field.default !== "object" || field.default === null);
  if (isConstant && !fieldType.value(settings).safeParse(field.default).success) Object.assign(without, { default: undefined });
  return without;
}
