// begin of what the tenant's own takes the place of
/** What is wrong, by a name that stays. */
export type ProblemCode = string;
// end of what the tenant's own takes the place of

/** What every record has. */
export interface RecordBase {
  readonly id: string;
  /** one more with every change */
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface Money {
  readonly currency: string;
  /** minor units, never a float */
  readonly minor: number;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** JSON Logic, for what `where` cannot say. */
export type Logic = JsonValue;

/** One object of the tenant. `create`, `update`: what may be sent; never: the key may not. */
export interface ObjectShape {
  readonly record: RecordBase;
  readonly create: unknown;
  readonly update: unknown;
  readonly batchCreate: unknown;
  readonly batchUpdate: unknown;
  /** fields that lead to records, with what they hold when they are expanded */
  readonly leads: object;
}
export interface TableShape {
  readonly facts: unknown;
  readonly decision: unknown;
}
export interface Shape {
  readonly objects: { readonly [object: string]: ObjectShape };
  readonly tables: { readonly [table: string]: TableShape };
}

/** What a filter and a sort call the columns that every record has. */
interface Columns {
  readonly id: string;
  readonly version: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly updated_by: string;
}
export type FieldsOf<R> = Omit<R, keyof RecordBase> & Columns;
type NameOf<R> = keyof FieldsOf<R> & string;
/** A field of a record that is referred to: "customer.region". */
export type Path = `${string}.${string}`;

type Comparand<V> = V extends Money ? Money | string : V extends string | number | boolean ? V : never;
type Element<V> = V extends readonly (infer E)[] ? E : V extends string ? string : never;
/** The value itself, null for "has none", or comparisons that must all hold. */
export type Condition<V> =
  | Comparand<V>
  | null
  | {
      readonly $eq?: Comparand<V> | null;
      readonly $ne?: Comparand<V> | null;
      readonly $in?: readonly Comparand<V>[];
      readonly $lt?: Comparand<V>;
      readonly $lte?: Comparand<V>;
      readonly $gt?: Comparand<V>;
      readonly $gte?: Comparand<V>;
      /** text within the text, or one of the list */
      readonly $contains?: Element<V>;
      /** a stretch of time: "today", "this_month", "last_7_days" */
      readonly $during?: string;
    };

/** Conditions that must all hold. */
export type Where<R> = { readonly [K in NameOf<R>]?: Condition<NonNullable<FieldsOf<R>[K]>> } & {
  readonly [path: Path]: Condition<string | number | boolean> | undefined;
} & { readonly $and?: readonly Where<R>[]; readonly $or?: readonly Where<R>[]; readonly $not?: Where<R> };

/** A record with some fields, and the records behind others. What the key may not read stays an id. */
export type Selected<O extends ObjectShape, F extends string, E extends string> = Omit<
  Pick<O["record"], (F | keyof RecordBase) & keyof O["record"]>,
  E
> & { readonly [K in E & keyof O["leads"]]?: O["leads"][K] };
type AllFields<O extends ObjectShape> = keyof O["record"] & string;
type Lead<O extends ObjectShape> = keyof O["leads"] & string;

export type { AllFields, Lead, NameOf };
