import type { Shape } from "./shapes.ts";
import { type ClientOptions, type Send, sender } from "./sender.ts";
import { Records } from "./records.ts";
import { Batch } from "./batch.ts";

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
