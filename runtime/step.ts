import type { Tx } from "#db";
import type { FlowDocument, Logic } from "#metadata";
import type { Actor } from "./actor.ts";
import type { Effective } from "./effective/effective.ts";

/** Named values that flow between steps. Always an object, always JSON. */
export type Data = Readonly<Record<string, unknown>>;

/** What a waiting step asks of the outside. Either the answer comes with the token, or a record's field is answered. */
export interface Await {
  /** sent in the same commit; a token in it stands as `{ $token }` until it is delivered */
  readonly publish?: { readonly topic: string; readonly body: unknown };
  /** the field whose answer ends the wait */
  readonly field?: { readonly objectId: string; readonly recordId: string; readonly name: string };
}

/**
 * How the execution of a step can end. Closed: the engine knows these and nothing else about a step.
 *
 * `done` its result · `wait` it is over at an instant (RFC 3339), or when a callback is answered · `enter` one of its branches runs, and its
 * steps find what the step `found` among what was left ·
 * `goTo` a sibling by name · `failed` by an error that `retry` and `catch` may match · `end` the run succeeds here.
 */
export type Outcome =
  | { readonly done: Data }
  | { readonly wait: { readonly until: string } | { readonly callback: Await } }
  | { readonly enter: string; readonly found?: Data }
  | { readonly goTo: string }
  | { readonly failed: { readonly code: string; readonly message: string } }
  | { readonly end: { readonly outcome?: string | undefined } };

/** What a step may use while it runs: inside the transaction of the transition, under the run's tenant. */
export interface Execution<Config = any> {
  readonly config: Config;
  /** the step's own, mapped input */
  readonly input: Data;
  /** an expression over { input: the step's own, local: what earlier steps left, context }; throws EvaluationError */
  readonly evaluate: (logic: Logic) => unknown;
  /** the same over other data */
  readonly evaluateOver: (logic: Logic, data: Data) => unknown;
  readonly now: string;
  readonly tx: Tx;
  /** the installation's: signs and conceals */
  readonly secret: string;
  readonly effective: Effective;
  /** the run itself, as the one who acts */
  readonly actor: Actor;
  readonly document: FlowDocument;
  /** equal for every delivery of this attempt: what outside receivers tell duplicates by */
  readonly idempotencyKey: string;
}

export type Execute<Config = any> = (execution: Execution<Config>) => Outcome | Promise<Outcome>;
