import type { RecordBase, Shape } from "./shapes.ts";
import type { ChangeOptions, WriteOptions } from "./asked.ts";
import type { Send } from "./sender.ts";
import { allowing, writing } from "./records.ts";

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
