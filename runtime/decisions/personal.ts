import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { canonicalJson, columnOf, readConstant, readFact, type Column, type Json, type TableDocument } from "#metadata";

type Facts = Readonly<Record<string, unknown>>;

/** How a personal fact stands in the log: what it equals can be asked, what it is cannot. */
export interface Concealed {
  /** equal for equal values of one input of one tenant's table; of a set: one for each member */
  readonly token: string | readonly string[];
  /** of an input that cells look at by how it begins: its first six characters, where it has more */
  readonly starts?: string;
  /** of the key of a split: where it went */
  readonly bucket?: number;
}

/** How much of a personal text is kept where cells look at how it begins: as much of a card's number as tells its issuer. */
export const startsLength = 6;

/** A short text would be all there: of that nothing is kept. */
function startOf(text: string): { readonly starts?: string } {
  const characters = Array.from(text);
  return characters.length > startsLength ? { starts: characters.slice(0, startsLength).join("") } : {};
}

export interface Concealer {
  /** inputs that are personal, by name; empty = nothing is concealed */
  readonly names: ReadonlySet<string>;
  /** The facts as the log keeps them: only what is an input, and tokens for what is personal. `bucket`: where the key of the split went. */
  readonly facts: (facts: Facts, bucket?: number) => Record<string, Json>;
  /** Outputs that are computed from personal facts, as tokens. */
  readonly outputs: (outputs: readonly Readonly<Record<string, Json>>[]) => readonly Readonly<Record<string, Json>>[];
  /** the token of a value of an input, as `facts` makes it; undefined when it is no value of it */
  readonly token: (input: string, value: unknown) => Concealed["token"] | undefined;
}

/**
 * The key of a tenant's tokens follows from the installation's SECRET: nobody who holds the log alone can try values against it. Another
 * SECRET makes other tokens, and what was kept before is then equal to nothing.
 */
export const tokenKey = (secret: string, tenantId: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync("sha256", secret, tenantId, "armature personal facts", 32)));

/**
 * Conceals the personal facts of one table under a tenant's key. Inputs and the table are named by id: another name is still the same.
 * `beside`: another version of the table; what either calls personal, or computes from it, is.
 */
export function concealerOf(table: TableDocument, key: KeyObject, beside: TableDocument = table): Concealer {
  const columns = Object.entries(table.inputs).map(([id, input]) => columnOf(id, input, table, {}));
  const names = new Set(
    [table, beside].flatMap(({ inputs }) => Object.values(inputs).flatMap((each) => (each.personal ? [each.name] : []))),
  );
  const personal = new Map(columns.filter(({ name }) => names.has(name)).map((column) => [column.name, column]));
  const begins = new Set([...personal.values()].filter(({ id }) => isLookedAtByStart(table, id)).map(({ name }) => name));
  const splitKey = columns.find(({ id }) => id === table.routing?.split?.key)?.name;
  const derived = new Set([table, beside].flatMap((each) => [...outputsFrom(each, names)]));

  const hash = (...parts: readonly string[]): string =>
    createHmac("sha256", key)
      .update([table.id, ...parts].join("\u0000"))
      .digest("base64url")
      .slice(0, 22);
  const tokenOf = (column: Column, value: Json): Concealed["token"] =>
    column.type === "set" && Array.isArray(value)
      ? value.map((member) => hash(column.id, canonicalJson(member)))
      : hash(column.id, canonicalJson(value));
  const conceal = (column: Column, value: unknown, bucket: number | undefined): Json => {
    const read = readFact(column, value);
    const json = "value" in read ? read.value.json : null;
    return {
      token: tokenOf(column, json),
      ...(typeof json === "string" && begins.has(column.name) ? startOf(json) : {}),
      ...(bucket === undefined || column.name !== splitKey ? {} : { bucket }),
    };
  };

  return {
    names: new Set(personal.keys()),
    facts: (facts, bucket) => {
      const kept: Record<string, Json> = {};
      for (const { name } of columns) {
        const value = Object.hasOwn(facts, name) ? facts[name] : undefined;
        if (value === undefined || value === null) continue;
        const column = personal.get(name);
        kept[name] = column === undefined ? (value as Json) : conceal(column, value, bucket);
      }
      return kept;
    },
    outputs: (outputs) =>
      derived.size === 0
        ? outputs
        : outputs.map((output) =>
            Object.fromEntries(
              Object.entries(output).map(([name, value]) => [
                name,
                derived.has(name) && value !== null ? { token: hash("", name, canonicalJson(value)) } : value,
              ]),
            ),
          ),
    token: (input, value) => {
      const column = personal.get(input);
      if (column === undefined) return undefined;
      const read = column.type === "set" ? readFact(column, value) : readConstant(column, value);
      return "value" in read ? tokenOf(column, read.value.json) : undefined;
    },
  };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isConcealed = (value: unknown): value is Concealed => isMap(value) && "token" in value;

const isLookedAtByStart = (table: TableDocument, input: string): boolean =>
  Object.values(table.rows).some(({ cells }) => cells !== undefined && Object.hasOwn(cells, input) && "prefix" in cells[input]!);

/** Names of the outputs that an expression computes from personal facts, in any row. */
export function outputsFrom(table: TableDocument, personal: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  if (personal.size === 0) return names;
  const look = (out: Readonly<Record<string, unknown>>): void => {
    for (const [id, given] of Object.entries(out)) {
      const name = table.outputs[id]?.name;
      if (name === undefined || names.has(name) || !isMap(given) || !("logic" in given)) continue;
      if (reads(given["logic"], personal)) names.add(name);
    }
  };
  for (const { out } of Object.values(table.rows)) look(out);
  look(table.default ?? {});
  return names;
}

/** Whether an expression names one of the facts, wherever in it. */
export function reads(logic: unknown, names: ReadonlySet<string>): boolean {
  if (typeof logic === "string") return names.has(logic.split(".")[0]!);
  if (Array.isArray(logic)) return logic.some((each) => reads(each, names));
  return isMap(logic) && Object.values(logic).some((each) => reads(each, names));
}
