import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";

/** Id of a person; who belongs to no tenant of the caller's is not there. */
export const userId = z.string().min(1).max(128).meta({ description: "Id of a person" });

const person = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string().optional().meta({ description: "For those who administer" }),
    roles: z.array(z.string()).optional().meta({ description: "For those who administer" }),
  })
  .meta({ id: "Person" });
const tag = "People and teams";

export const list = contract({
  method: "GET",
  path: "/people",
  tag,
  summary: "People of the tenant by name; with addresses and roles for those who administer",
  permission: "member",
  query: z.strictObject({
    q: z.string().max(100).optional().meta({ description: "Text of the name" }),
    ids: z.string().max(8_192).optional().meta({ description: "Only these people, at most 50 ids by comma" }),
    limit: z
      .string()
      .regex(/^([1-9]|[1-4][0-9]|50)$/)
      .optional()
      .meta({ description: "1 to 50; 20 when left out" }),
    cursor: z.string().max(2_000).optional().meta({ description: "`next` of the page before" }),
  }),
  answer: z.strictObject({ data: z.array(person), next: z.string().nullable() }),
});

export const change = contract({
  method: "PATCH",
  path: "/people/{user}",
  tag,
  summary: "Give somebody these roles in place of those he has; nobody gives what he lacks himself",
  permission: "administer",
  params: z.strictObject({ user: userId }),
  body: z.strictObject({ roles: z.array(nameSchema).max(50) }),
  answer: person,
});

export const remove = contract({
  method: "DELETE",
  path: "/people/{user}",
  tag,
  summary: "Take somebody out of the tenant, with his teams, his keys and what was shared with him",
  permission: "administer",
  params: z.strictObject({ user: userId }),
  status: 204,
});
