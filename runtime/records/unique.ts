import { inLocale, inOrder, pointer, problem, type Json, type Problem, type Text } from "#metadata";
import { sameJson, type Data } from "./judge.ts";
import { perObject } from "./per-object.ts";
import { fieldValue } from "./record.ts";
import { longAsHash, uniqueText } from "./slots.ts";
import { deleteUnique, findEqual, findUnique, insertUnique, insertUniqueOrBreak } from "./statements.ts";
import { refuse, type Writing } from "./writing.ts";

/** One value, or several together, that may stand once among the records of an object. */
export interface UniqueKey {
  /** under which it stands in record_unique: a field's id, or "uniques:<id>" */
  readonly id: string;
  /** field ids */
  readonly of: readonly string[];
  /** below the record: where a problem stands */
  readonly place: string;
  readonly name: string;
  readonly message?: Text | undefined;
  /** the text under which a record's values stand; undefined: it lacks one and is free */
  readonly textOf: (data: Data) => string | undefined;
}

/** Everything of an object that may stand once. */
export const uniqueKeysOf = perObject((object): readonly UniqueKey[] => [
  ...object.fields
    .filter(({ unique }) => unique === true)
    .map((field): UniqueKey => ({
      id: field.id,
      of: [field.id],
      place: pointer(field.name),
      name: field.name,
      textOf(data) {
        const value = fieldValue(data, field);
        return value === undefined ? undefined : uniqueText(field, value);
      },
    })),
  ...inOrder(object.document.uniques ?? {}).flatMap(({ id, fields, message }): UniqueKey[] => {
    const resolved = fields.map((name) => object.byName.get(name));
    if (!resolved.every((field) => field !== undefined)) return [];
    return [
      {
        id: `uniques:${id}`,
        of: resolved.map((field) => field.id),
        place: pointer(fields[0]!),
        name: fields.join(", "),
        message,
        textOf(data) {
          const values = resolved.map((field) => fieldValue(data, field));
          if (values.includes(undefined)) return undefined;
          return longAsHash(JSON.stringify(resolved.map((field, index) => uniqueText(field, values[index]!))));
        },
      },
    ];
  }),
]);

/** Stands in record_unique, under no record, while the values of records from before are still being gathered. No value is that long. */
export const fillingMark = "filling".padEnd(201, ".");
export const nobody = "00000000-0000-0000-0000-000000000000";

interface Holding {
  readonly key: UniqueKey;
  readonly value: string;
  readonly record: string;
  readonly path: string;
  readonly data: Data;
}

/** What a writing takes and gives up of what may stand once. */
export interface UniqueChanges {
  readonly taken: readonly Holding[];
  readonly givenUp: readonly Pick<Holding, "key" | "value" | "record">[];
}

const nameOf = (key: string, value: string): string => `${key}\n${value}`;

/** Which unique values a write takes and gives up. */
export function uniqueChanges({ object, act, drafts }: Pick<Writing, "object" | "act" | "drafts">): UniqueChanges {
  const taken: Holding[] = [];
  const givenUp: Pick<Holding, "key" | "value" | "record">[] = [];
  for (const key of uniqueKeysOf(object)) {
    for (const { id, data, before, path } of drafts) {
      // who is deleted holds nothing, and who is restored held nothing
      const now = act === "delete" ? undefined : key.textOf(data);
      const then = before === undefined || act === "restore" ? undefined : key.textOf(before);
      if (now === then) continue;
      if (now !== undefined) taken.push({ key, value: now, record: id, path: `${path}${key.place}`, data });
      if (then !== undefined) givenUp.push({ key, value: then, record: id });
    }
  }
  return { taken, givenUp };
}

/** Refuses values that stand twice in the change itself or that another record holds already. */
export async function refuseTaken(writing: Writing, { taken, givenUp }: UniqueChanges): Promise<void> {
  if (taken.length === 0) return;
  const { tx, effective, object } = writing;
  const first = new Map<string, Holding>();
  for (const each of taken) {
    const name = nameOf(each.key.id, each.value);
    if (first.has(name)) refuse(writing, [duplicate(writing, each)]);
    else first.set(name, each);
  }
  const marks = uniqueKeysOf(object).map(({ id }) => ({ field: id, value: fillingMark }));
  const asked = [...first.values()].map(({ key, value }) => ({ field: key.id, value }));
  const rows = await tx.query(findUnique, [effective.tenantId, object.id, [...asked, ...marks]]);
  // one of these records gives the value up while another takes it
  const leaving = new Set(givenUp.map(({ key, value, record }) => `${nameOf(key.id, value)}\n${record}`));
  const filling = new Set<string>();
  const told = new Set<Holding>();
  for (const row of rows) {
    const [key, value, record] = [row["field_id"] as string, row["value"] as string, row["record_id"] as string];
    if (record === nobody) filling.add(key);
    const held = first.get(nameOf(key, value));
    if (held !== undefined && held.record !== record && !leaving.has(`${nameOf(key, value)}\n${record}`)) {
      told.add(held);
      refuse(writing, [duplicate(writing, held)]);
    }
  }
  for (const key of filling)
    await refuseEqual(
      writing,
      [...first.values()].filter((each) => each.key.id === key && !told.has(each)),
    );
}

/** While values are being gathered: what no record is known to hold may still stand in one. */
async function refuseEqual(writing: Writing, wanted: readonly Holding[]): Promise<void> {
  const { tx, effective, object, drafts } = writing;
  const among = new Set(drafts.map(({ id }) => id));
  for (const each of wanted) {
    const equal: Record<string, Json> = Object.fromEntries(each.key.of.map((id) => [id, each.data[id] ?? null]));
    const rows = await tx.query(findEqual, [effective.tenantId, object.id, equal]);
    const others = rows.filter((row) => !among.has(row["id"] as string));
    const same = others.some((row) => each.key.of.every((id) => sameJson((row["data"] as Data)[id], each.data[id])));
    if (same) refuse(writing, [duplicate(writing, each)]);
  }
}

/**
 * Gives up and takes. Who takes the same value in the same moment comes second: he is refused, or, where nobody waits for the
 * answer, the transaction breaks (23505).
 */
export async function holdUnique(writing: Writing, { taken, givenUp }: UniqueChanges): Promise<void> {
  const { tx, effective, object, options } = writing;
  const rows = (list: UniqueChanges["givenUp"]) => list.map(({ key, value, record }) => ({ field: key.id, value, record }));
  const leaving = givenUp.length === 0 ? undefined : tx.query(deleteUnique, [effective.tenantId, object.id, rows(givenUp)]);
  leaving?.catch(() => undefined);
  if (taken.length === 0) return options.last === true ? undefined : void (await leaving);
  if (options.last === true) {
    // nobody waits for these: they travel with what is written and with the COMMIT, and break it when they cannot be
    tx.query(insertUniqueOrBreak, [effective.tenantId, object.id, rows(taken)]).catch(() => undefined);
    return;
  }
  await leaving;
  const answer = await tx.query(insertUnique, [effective.tenantId, object.id, rows(taken)]);
  const held = new Set(answer.map((row) => nameOf(row["field_id"] as string, row["value"] as string)));
  const lost = taken.filter(({ key, value }) => !held.has(nameOf(key.id, value)));
  if (lost.length === 0) return;
  refuse(
    writing,
    lost.map((each) => duplicate(writing, each)),
  );
  // they are not written: what they hold by other keys is free again
  const losers = new Set(lost.map(({ record }) => record));
  const kept = taken.filter(({ key, value, record }) => losers.has(record) && held.has(nameOf(key.id, value)));
  if (kept.length > 0) await tx.query(deleteUnique, [effective.tenantId, object.id, rows(kept)]);
  const back = givenUp.filter(({ record }) => losers.has(record));
  if (back.length > 0) await tx.query(insertUnique, [effective.tenantId, object.id, rows(back)]);
}

const duplicate = ({ actor, object }: Pick<Writing, "actor" | "object">, { key, path }: Holding): Problem =>
  problem(
    "duplicate_value",
    path,
    key.message === undefined
      ? `Another record has this "${key.name}".`
      : inLocale(key.message, actor.locale, "Another record has these values."),
    {
      ...(key.of.length > 1 ? { reason: "together" } : {}),
      details: {
        object: object.name,
        field: key.name,
        ...(key.of.length > 1 ? { fields: key.name.split(", ") } : {}),
        ...(key.message === undefined ? {} : { text: key.message }),
      },
    },
  );
