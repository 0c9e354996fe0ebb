import * as z from "zod";
import { contract } from "../contract.ts";

const tenant = z.strictObject({ id: z.string(), slug: z.string(), name: z.string() });

export const me = contract({
  method: "GET",
  path: "/me",
  tag: "Who",
  summary: "Who is signed in, in which tenant, with which roles, and where else he is at home",
  permission: "user",
  answer: z.strictObject({
    user: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
    tenant: tenant.nullable(),
    roles: z.array(z.string()),
    capabilities: z.array(z.enum(["design", "operate", "administer", "allRecords"])),
    tenants: z.array(tenant.extend({ url: z.string() })),
  }),
});
