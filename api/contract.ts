import type * as z from "zod";

/**
 * Who may call. The door asks for the actor and his capability before it looks at the rest of the request; what he may see of
 * records is decided below, in one place for every entry.
 *
 * public: nobody is asked (the list is short and a test knows it) · user: signed in, in no tenant yet · member: an actor of a tenant ·
 * design, operate, administer: a role of his has the capability · link: the holder of an order link, named in the address
 */
export type Permission =
  | "public"
  | "user"
  | "member"
  | "design"
  | "operate"
  | "designOrOperate"
  | "designOrAdminister"
  | "administer"
  | "link";

/** What a call promises: read by the door (it checks), by the OpenAPI description and by tests. */
export interface Contract<Params = any, Query = any, Body = any> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1, names in braces: "/objects/{object}/records/{id}". */
  readonly path: string;
  /** `path` begins at the root of the host instead */
  readonly root?: true;
  readonly tag: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: z.ZodType<Params>;
  /** Of texts; absent = none is taken. */
  readonly query?: z.ZodType<Query>;
  /** Absent = none is taken. */
  readonly body?: z.ZodType<Body>;
  /** Body of up to 8 MiB instead of 1: always, or when it is one of a kind. */
  readonly large?: true | ((body: unknown) => boolean);
  /** An empty body stands for {}. */
  readonly bodyOptional?: true;
  /** A form of a page, at most 4 KiB; the route reads it itself. */
  readonly form?: true;
  /** One file as multipart/form-data; the route reads it as it comes, as an `Upload`. */
  readonly upload?: true;
  /** Most bytes of that file; absent: those that a record may keep. */
  readonly uploadBytes?: number;
  /** What comes back when all is well. */
  readonly answer?: z.ZodType;
  /** Status when all is well; absent = 200. */
  readonly status?: number;
  /** The first answer is given again for the same Idempotency-Key; `own`: the call has its own way to be repeated. */
  readonly repeat?: "own";
}

/** Lets the types of params, query and body be inferred. */
export const contract = <Params = unknown, Query = unknown, Body = unknown>(
  value: Contract<Params, Query, Body>,
): Contract<Params, Query, Body> => value;
