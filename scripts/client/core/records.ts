import type { AllFields, Lead, ObjectShape, Selected } from "./shapes.ts";
import type { AggregateOptions, ChangeOptions, Group, ListOptions, Page, WriteOptions } from "./asked.ts";
import type { Send } from "./sender.ts";
import { filterOf } from "./conditions.ts";

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

export { allowing, writing };
