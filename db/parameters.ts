import type postgres from "postgres";

/*
 * How values travel. The server says what type each parameter has (all are sent as type 0), and the value is written for that type here.
 * Nothing may throw once a statement is handed to the driver: an error there is given to the wrong statement and leaves the right one waiting.
 * So values are checked, and objects turned into JSON text, before.
 */

/** An object as JSON text, made once. */
class JsonText {
  readonly text: string;
  readonly source: unknown;
  constructor(text: string, source: unknown) {
    this.text = text;
    this.source = source;
  }
  toString(): string {
    return this.text;
  }
}

const most = 65_000;

/**
 * Makes values ready to be sent.
 * object → JSON text for json(b) · array → a Postgres array, or JSON for a json(b) parameter · Date → its instant · Uint8Array → bytea ·
 * a string given for a json(b) parameter becomes a JSON string, so never stringify yourself.
 *
 * @throws TypeError for undefined, functions, invalid dates and what JSON cannot say
 */
export function prepareParameters(values: readonly unknown[]): unknown[] {
  if (values.length > most) throw new TypeError(`a statement may have ${most} parameters, not ${values.length}`);
  return values.map((value, i) => checked(value, i + 1));
}

function checked(value: unknown, position: number): unknown {
  if (value === null) return null;
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    case "object":
      break;
    default:
      throw new TypeError(`parameter $${position} is ${typeof value}`);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError(`parameter $${position} is an invalid date`);
    return value;
  }
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value) && !value.some((each) => typeof each === "object" && each !== null && !isScalar(each))) {
    return value.map((each) => checked(each, position));
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`parameter $${position} cannot be said in JSON`);
  return new JsonText(text, value);
}

const isScalar = (value: object): boolean => value instanceof Date || value instanceof Uint8Array;

const asText = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return asBytes(value);
  return String(value);
};
const asBytes = (value: unknown): string => (value instanceof Uint8Array ? `\\x${Buffer.from(value).toString("hex")}` : String(value));
const asBoolean = (value: unknown): string => (typeof value === "boolean" ? (value ? "t" : "f") : String(value));
const asJson = (value: unknown): string =>
  value instanceof JsonText ? value.text : JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each));

const asArray =
  (each: (value: unknown) => string) =>
  (value: unknown): string => {
    const list = value instanceof JsonText ? value.source : value;
    if (!Array.isArray(list)) return String(value);
    const items = list.map((item: unknown) =>
      item === null
        ? "null"
        : Array.isArray(item)
          ? asArray(each)(item)
          : `"${each(item).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`,
    );
    return `{${items.join(",")}}`;
  };

/** One-dimensional arrays, as Postgres writes them. */
function readArray<Item>(text: string, each: (item: string) => Item): (Item | null)[] {
  const items: (Item | null)[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"|([^,{}"]+)/gs;
  for (const [, quoted, plain] of text.matchAll(pattern)) {
    if (quoted !== undefined) items.push(each(quoted.replace(/\\(.)/gs, "$1")));
    else items.push(plain === "NULL" ? null : each(plain!));
  }
  return items;
}

const same = (text: string): string => text;
const bytes = (text: string): Buffer => Buffer.from(text.slice(2), "hex");
const truth = (text: string): boolean => text === "t";
const date = (text: string): Date => new Date(text);

/** oid, oid of its array, how it is written, how it is read. What is not here is text both ways: int8, numeric, date, uuid among them. */
const kinds: readonly (readonly [oid: number, array: number, write: (value: unknown) => string, read: (text: string) => unknown])[] = [
  [16, 1000, asBoolean, truth],
  [17, 1001, asBytes, bytes],
  [20, 1016, asText, same],
  [21, 1005, asText, Number],
  [23, 1007, asText, Number],
  [25, 1009, asText, same],
  [26, 1028, asText, Number],
  [114, 199, asJson, JSON.parse],
  [700, 1021, asText, Number],
  [701, 1022, asText, Number],
  [1042, 1014, asText, same],
  [1043, 1015, asText, same],
  [1082, 1182, asText, same],
  [1114, 1115, asText, date],
  [1184, 1185, asText, date],
  [1700, 1231, asText, same],
  [2950, 2951, asText, same],
  [3802, 3807, asJson, JSON.parse],
];

/** For the driver's `types`: how every type is written and read. */
export const driverTypes: Record<string, postgres.PostgresType> = Object.fromEntries(
  kinds.flatMap(([oid, array, write, read]) => [
    [`t${oid}`, { to: oid, from: [oid], serialize: write, parse: read }],
    [`t${array}`, { to: array, from: [array], serialize: asArray(write), parse: (text: string) => readArray(text, read) }],
  ]),
);
