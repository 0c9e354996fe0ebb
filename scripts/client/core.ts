// What every generated client is made of: generate.ts puts the tenant's own types behind it. No dependencies; a browser or Node 20 runs it.

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

export interface ListOptions<O extends ObjectShape, F extends string = AllFields<O>, E extends string = never> {
  readonly where?: Where<O["record"]>;
  /** instead of `where`, or beside it: both must hold */
  readonly filter?: Logic;
  readonly sort?: readonly (NameOf<O["record"]> | `-${NameOf<O["record"]>}` | Path)[];
  /** records of a page, 1 to 500; 50 when left out */
  readonly limit?: number;
  readonly cursor?: string;
  readonly fields?: readonly F[];
  readonly expand?: readonly (E | Path)[];
  /** text to look for */
  readonly search?: string;
  readonly count?: "exact" | "estimate";
  readonly signal?: AbortSignal;
}
export interface Page<R> {
  readonly data: readonly R[];
  readonly next: string | null;
  readonly count?: number;
  /** the count stopped counting: there are more */
  readonly countIsLeast?: true;
  /** fields that filter or sort without an index */
  readonly slow?: readonly string[];
  /** derived values are still being worked out */
  readonly catchingUp?: true;
}

export interface WriteOptions {
  /** the same key has its effect once; one is made up when it is left out */
  readonly idempotencyKey?: string;
  readonly allowDuplicates?: boolean;
  readonly signal?: AbortSignal;
}
export interface ChangeOptions extends WriteOptions {
  /** the record as it was read, or its version: somebody else's change since then is a Problem "version_conflict" instead of overwritten */
  readonly ifMatch?: number | { readonly version: number };
}

export interface Measure<R> {
  readonly fn: "count" | "countDistinct" | "sum" | "avg" | "min" | "max";
  readonly field?: NameOf<R> | Path;
  readonly as?: string;
}
export interface AggregateOptions<R> {
  readonly where?: Where<R>;
  readonly filter?: Logic;
  readonly groupBy?: readonly (
    | NameOf<R>
    | Path
    | {
        readonly field: NameOf<R> | Path;
        readonly bucket?: "hour" | "day" | "week" | "month" | "quarter" | "year";
        readonly zone?: string;
        readonly as?: string;
      }
  )[];
  readonly measures: readonly Measure<R>[];
  readonly having?: Logic;
  readonly sort?: string;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface Group {
  readonly group: Readonly<Record<string, JsonValue>>;
  readonly values: readonly JsonValue[];
}

export interface Problem {
  readonly code: ProblemCode;
  /** JSON Pointer into what was sent */
  readonly path: string;
  readonly message: string;
  readonly help?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The API refused: RFC 9457 with everything that is wrong at once. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: ProblemCode;
  readonly problems: readonly Problem[];
  readonly details: Readonly<Record<string, unknown>>;
  /** for whoever runs the platform */
  readonly requestId: string | undefined;
  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(typeof body["detail"] === "string" ? body["detail"] : `The API answered ${status}.`);
    this.status = status;
    this.code = (typeof body["code"] === "string" ? body["code"] : "internal") as ProblemCode;
    this.problems = Array.isArray(body["problems"]) ? (body["problems"] as readonly Problem[]) : [];
    this.details = (body["details"] ?? {}) as Readonly<Record<string, unknown>>;
    this.requestId = typeof body["requestId"] === "string" ? body["requestId"] : undefined;
  }
  /** What is wrong with one field: "name", "/lines/0/count". */
  at(path: string): readonly Problem[] {
    const pointer = path.startsWith("/") ? path : `/${path}`;
    return this.problems.filter((each) => each.path === pointer);
  }
}

export interface ClientOptions {
  /** where Armature answers, e.g. "https://shop.example.com" */
  readonly url: string;
  /** an API key; left out: the browser's session on that host */
  readonly key?: string;
  /** takes the place of the global fetch */
  readonly fetch?: typeof fetch;
  /** how often a call that did not get through is sent again; 2 when left out */
  readonly retries?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}
type Send = <Answer>(call: Call) => Promise<Answer>;

/** Answers that say "later": what was sent had no effect, or is told apart by its key. */
const later = new Set([429, 502, 503, 504]);
/** ms before the first repetition; twice as long each time, and as long as Retry-After says */
const pause = 250;

function sender(options: ClientOptions): Send {
  const base = `${options.url.replace(/\/+$/, "")}/api/v1`;
  const ask = options.fetch ?? fetch;
  const retries = options.retries ?? 2;
  return async <Answer>({ method, path, query = {}, body, headers = {}, signal }: Call): Promise<Answer> => {
    const asked = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined);
    const address = `${base}${path}${asked.length === 0 ? "" : `?${new URLSearchParams(asked)}`}`;
    const init: RequestInit = {
      method,
      headers: {
        accept: "application/json",
        ...options.headers,
        ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    for (let tries = 0; ; tries++) {
      let wait = pause * 2 ** tries * (1 + Math.random());
      try {
        const answer = await ask(address, init);
        if (!later.has(answer.status) || tries >= retries) return await read<Answer>(answer);
        wait = Math.max(wait, Number(answer.headers.get("retry-after") ?? 0) * 1_000 || 0);
        await answer.body?.cancel();
      } catch (error) {
        if (error instanceof ProblemError || signal?.aborted === true || tries >= retries) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
}

async function read<Answer>(answer: Response): Promise<Answer> {
  const text = await answer.text();
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (answer.ok) return body as Answer;
  throw new ProblemError(answer.status, typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {});
}

const variable = (name: string): Logic => ({ var: name });
const comparisons: Readonly<Record<string, (name: string, value: JsonValue) => Logic>> = {
  $eq: (name, value) => ({ "==": [variable(name), value] }),
  $ne: (name, value) => ({ "!=": [variable(name), value] }),
  $in: (name, value) => ({ in: [variable(name), value] }),
  $lt: (name, value) => ({ "<": [variable(name), value] }),
  $lte: (name, value) => ({ "<=": [variable(name), value] }),
  $gt: (name, value) => ({ ">": [variable(name), value] }),
  $gte: (name, value) => ({ ">=": [variable(name), value] }),
  $contains: (name, value) => ({ in: [value, variable(name)] }),
  $during: (name, value) => ({ "date.during": [variable(name), value] }),
};

/** Conditions as the API reads them: JSON Logic. */
export function logicOf(where: Readonly<Record<string, unknown>>): Logic {
  const all: Logic[] = [];
  for (const [name, wanted] of Object.entries(where)) {
    if (wanted === undefined) continue;
    if (name === "$and" || name === "$or") {
      const parts = (wanted as readonly Readonly<Record<string, unknown>>[]).map(logicOf);
      all.push(name === "$and" ? { and: parts } : { or: parts });
    } else if (name === "$not") all.push({ "!": [logicOf(wanted as Readonly<Record<string, unknown>>)] });
    else all.push(...conditionsOn(name, wanted as JsonValue));
  }
  return all.length === 1 ? all[0]! : { and: all };
}

function conditionsOn(name: string, wanted: JsonValue): readonly Logic[] {
  const compares =
    typeof wanted === "object" && wanted !== null && !Array.isArray(wanted) && Object.keys(wanted).every((key) => key.startsWith("$"));
  if (!compares) return [comparisons["$eq"]!(name, wanted)];
  return Object.entries(wanted as Readonly<Record<string, JsonValue>>).flatMap(([key, value]) => {
    const comparison = comparisons[key];
    if (comparison === undefined) throw new TypeError(`There is no comparison ${key}.`);
    return value === undefined ? [] : [comparison(name, value)];
  });
}

function filterOf(where: object | undefined, filter: Logic | undefined): Logic | undefined {
  const said = where === undefined || Object.keys(where).length === 0 ? undefined : logicOf(where as Readonly<Record<string, unknown>>);
  if (said === undefined) return filter;
  return filter === undefined ? said : { and: [said, filter] };
}

const writing = ({ idempotencyKey = crypto.randomUUID(), ifMatch }: ChangeOptions): Record<string, string> => ({
  "idempotency-key": idempotencyKey,
  ...(ifMatch === undefined ? {} : { "if-match": `"${typeof ifMatch === "number" ? ifMatch : ifMatch.version}"` }),
});
const allowing = ({ allowDuplicates }: WriteOptions) => ({ allowDuplicates: allowDuplicates === true ? "true" : undefined });

/** The records of one object. */
export class Records<O extends ObjectShape> {
  readonly #send: Send;
  readonly #at: string;
  constructor(send: Send, object: string) {
    this.#send = send;
    this.#at = `/objects/${object}`;
  }

  /** One page. */
  list<F extends AllFields<O> = AllFields<O>, E extends Lead<O> = never>(
    options: ListOptions<O, F, E> = {},
  ): Promise<Page<Selected<O, F, E>>> {
    const { where, filter, sort, limit, cursor, fields, expand, search, count, signal } = options;
    const wanted = filterOf(where, filter);
    return this.#send({
      method: "GET",
      path: `${this.#at}/records`,
      query: {
        filter: wanted === undefined ? undefined : JSON.stringify(wanted),
        sort: sort?.join(","),
        limit: limit?.toString(),
        cursor,
        fields: fields?.join(","),
        expand: expand?.join(","),
        q: search,
        count,
      },
      signal,
    });
  }

  /** All of them, page by page as they are asked for: `for await (const order of orders.each({ … }))`. */
  async *each<F extends AllFields<O> = AllFields<O>, E extends Lead<O> = never>(
    options: ListOptions<O, F, E> = {},
  ): AsyncGenerator<Selected<O, F, E>, void, undefined> {
    let cursor = options.cursor;
    for (;;) {
      const page = await this.list<F, E>(cursor === undefined ? options : { ...options, cursor });
      yield* page.data;
      if (page.next === null) return;
      cursor = page.next;
    }
  }

  get<F extends AllFields<O> = AllFields<O>, E extends Lead<O> = never>(
    id: string,
    { fields, expand, signal }: Pick<ListOptions<O, F, E>, "fields" | "expand" | "signal"> = {},
  ): Promise<Selected<O, F, E>> {
    return this.#send({ method: "GET", path: this.#one(id), query: { fields: fields?.join(","), expand: expand?.join(",") }, signal });
  }

  create(values: O["create"], options: WriteOptions = {}): Promise<O["record"]> {
    return this.#send({
      method: "POST",
      path: `${this.#at}/records`,
      query: allowing(options),
      body: values,
      headers: writing(options),
      signal: options.signal,
    });
  }

  /** Up to 1,000, all or nothing. */
  async createMany(records: readonly O["create"][], options: WriteOptions = {}): Promise<readonly O["record"][]> {
    const made = await this.#send<{ readonly records: readonly O["record"][] }>({
      method: "POST",
      path: `${this.#at}/records`,
      query: allowing(options),
      body: { records },
      headers: writing(options),
      signal: options.signal,
    });
    return made.records;
  }

  /** Fields that are not named stay; null clears one. */
  update(id: string, values: O["update"], options: ChangeOptions = {}): Promise<O["record"]> {
    return this.#send({
      method: "PATCH",
      path: this.#one(id),
      query: allowing(options),
      body: values,
      headers: writing(options),
      signal: options.signal,
    });
  }

  delete(id: string, options: ChangeOptions = {}): Promise<void> {
    return this.#send({ method: "DELETE", path: this.#one(id), headers: writing(options), signal: options.signal });
  }

  restore(id: string, options: ChangeOptions = {}): Promise<O["record"]> {
    return this.#send({
      method: "POST",
      path: `${this.#one(id)}/restore`,
      query: allowing(options),
      headers: writing(options),
      signal: options.signal,
    });
  }

  async history(id: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (
      await this.#send<{ readonly data: readonly Readonly<Record<string, unknown>>[] }>({ method: "GET", path: `${this.#one(id)}/history` })
    ).data;
  }

  /** Groups with what they have in common, and the measures in their order. */
  async aggregate({ where, filter, signal, ...rest }: AggregateOptions<O["record"]>): Promise<readonly Group[]> {
    const wanted = filterOf(where, filter);
    const answer = await this.#send<{ readonly data: readonly Group[] }>({
      method: "POST",
      path: `${this.#at}/aggregate`,
      body: { ...rest, ...(wanted === undefined ? {} : { filter: wanted }) },
      signal,
    });
    return answer.data;
  }

  #one(id: string): string {
    return `${this.#at}/records/${encodeURIComponent(id)}`;
  }
}

/** A record that a batch makes: stands where its id will stand. */
export interface New<Name extends string> {
  readonly $ref: string;
  /** never there: keeps the records of one object apart from another's */
  readonly " of"?: Name;
}

export interface Outcomes<S extends Shape> {
  readonly all: readonly { readonly act: string; readonly object: string; readonly record: RecordBase }[];
  /** A record that the batch made. */
  readonly of: <Name extends keyof S["objects"] & string>(made: New<Name>) => S["objects"][Name]["record"];
}

/** Changes of records of any objects, up to 1,000, in one transaction: all or none. */
export class Batch<S extends Shape> {
  readonly #send: Send;
  readonly #operations: Readonly<Record<string, unknown>>[] = [];
  constructor(send: Send) {
    this.#send = send;
  }

  create<Name extends keyof S["objects"] & string>(object: Name, values: S["objects"][Name]["batchCreate"]): New<Name> {
    const ref = `r${this.#operations.length}`;
    this.#operations.push({ act: "create", object, ref, values });
    return { $ref: ref };
  }

  update<Name extends keyof S["objects"] & string>(
    object: Name,
    id: string | New<Name>,
    values: S["objects"][Name]["batchUpdate"],
    { ifMatch }: Pick<ChangeOptions, "ifMatch"> = {},
  ): this {
    return this.#add({ act: "update", object, id, values }, ifMatch);
  }

  delete<Name extends keyof S["objects"] & string>(
    object: Name,
    id: string | New<Name>,
    { ifMatch }: Pick<ChangeOptions, "ifMatch"> = {},
  ): this {
    return this.#add({ act: "delete", object, id }, ifMatch);
  }

  restore<Name extends keyof S["objects"] & string>(object: Name, id: string): this {
    return this.#add({ act: "restore", object, id }, undefined);
  }

  #add(operation: Readonly<Record<string, unknown>>, ifMatch: ChangeOptions["ifMatch"]): this {
    const version = typeof ifMatch === "object" ? ifMatch.version : ifMatch;
    this.#operations.push(version === undefined ? operation : { ...operation, ifMatch: version });
    return this;
  }

  async send(options: WriteOptions = {}): Promise<Outcomes<S>> {
    const operations = this.#operations;
    const { results } = await this.#send<{ readonly results: Outcomes<S>["all"] }>({
      method: "POST",
      path: "/batch",
      query: allowing(options),
      body: { operations },
      headers: writing(options),
      signal: options.signal,
    });
    return {
      all: results,
      of: ({ $ref }) => {
        const found = results[operations.findIndex(({ ref }) => ref === $ref)];
        if (found === undefined) throw new TypeError("This record is not of this batch.");
        return found.record as never;
      },
    };
  }
}

/** A tenant's API. */
export class Client<S extends Shape> {
  readonly objects: { readonly [Name in keyof S["objects"]]: Records<S["objects"][Name]> };
  readonly #send: Send;
  constructor(options: ClientOptions, objects: readonly (keyof S["objects"] & string)[]) {
    const send = sender(options);
    this.#send = send;
    this.objects = Object.fromEntries(objects.map((name) => [name, new Records(send, name)])) as never;
  }

  /** Changes that belong together: gather them, then `send` them. */
  batch(): Batch<S> {
    return new Batch<S>(this.#send);
  }

  /** What a decision table gives for facts. */
  decide<Name extends keyof S["tables"] & string>(
    table: Name,
    facts: S["tables"][Name]["facts"],
    { at, explain, signal }: { readonly at?: string | Date; readonly explain?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<S["tables"][Name]["decision"]> {
    return this.#send({
      method: "POST",
      path: `/tables/${table}/decide`,
      body: {
        facts,
        ...(at === undefined ? {} : { at: typeof at === "string" ? at : at.toISOString() }),
        ...(explain === undefined ? {} : { explain }),
      },
      signal,
    });
  }
}
