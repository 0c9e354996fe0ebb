import type { Result } from "#metadata";
import type { Actor, Claim, Effective, Platform, Tenant, Who } from "#runtime";
import type { Contract } from "./contract.ts";
import type { Reply } from "./reply.ts";

/** A call that has passed the door: who, what for, and input of the promised shape. */
export interface Call<Params, Query, Body> {
  readonly platform: Platform;
  readonly actor: Actor;
  /** absent for the holder of a link */
  readonly who: Who | undefined;
  readonly tenant: Tenant;
  /** what holds for the actor's tenant */
  readonly effective: Effective;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly header: (name: string) => string | undefined;
  /** version of If-Match; undefined = not sent or "*" */
  readonly ifMatch: number | undefined;
  readonly requestId: string;
  /** ends when whoever called has gone: for long work of which only the answer is wanted */
  readonly signal: () => AbortSignal;
  /** under an Idempotency-Key: settles the answer in the transaction that has the effect */
  readonly claim: Claim | undefined;
}

/** A call whose caller is in no tenant: public, or signed in and about to choose. */
export interface OpenCall<Params, Query, Body> {
  readonly platform: Platform;
  readonly request: Request;
  /** absent on public calls */
  readonly who: Who | undefined;
  /** address of the other end of the connection; absent when there is none (tests) */
  readonly peer: string | undefined;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly header: (name: string) => string | undefined;
  readonly requestId: string;
}

export interface Route {
  readonly contract: Contract;
  readonly handle?: (call: Call<any, any, any>) => Promise<Result<Reply>>;
  readonly handleOpen?: (call: OpenCall<any, any, any>) => Promise<Result<Reply> | Response>;
}

/** A route for an actor of a tenant. */
export const route = <Params, Query, Body>(
  contract: Contract<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<Result<Reply>>,
): Route => ({ contract, handle });

/** A route for somebody who is in no tenant; its contract's permission is `public` or `user`. */
export const openRoute = <Params, Query, Body>(
  contract: Contract<Params, Query, Body>,
  handleOpen: (call: OpenCall<Params, Query, Body>) => Promise<Result<Reply> | Response>,
): Route => ({ contract, handleOpen });
