import * as z from "zod";
import { contract } from "../contract.ts";

const tag = "Who";

export const signIn = contract({
  method: "POST",
  path: "/api/auth/sign-in/email",
  root: true,
  tag,
  summary: "Sign in by e-mail and password; the answer sets the session cookie of this host",
  permission: "public",
  body: z.strictObject({ email: z.string().max(320), password: z.string().min(1).max(256), rememberMe: z.boolean().optional() }),
  answer: z.strictObject({ user: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }) }),
});

export const signOut = contract({
  method: "POST",
  path: "/api/auth/sign-out",
  root: true,
  tag,
  summary: "End this session, everywhere at once",
  permission: "user",
  bodyOptional: true,
  body: z.strictObject({}),
  status: 204,
});

export const session = contract({
  method: "GET",
  path: "/api/auth/get-session",
  root: true,
  tag,
  summary: "The session of this cookie, renewed when it is a day old; null when there is none",
  permission: "public",
  answer: z.strictObject({ user: z.unknown(), session: z.strictObject({ expiresAt: z.string() }) }).nullable(),
});

export const ticket = contract({
  method: "POST",
  path: "/auth/tickets",
  tag,
  summary: "Carry this sign-in over to a tenant's host: post the ticket to `url` within a minute, as a form",
  permission: "user",
  body: z.strictObject({ tenant: z.string().max(63) }),
  status: 201,
  answer: z.strictObject({ url: z.string(), ticket: z.string() }),
});

export const useTicket = contract({
  method: "POST",
  path: "/api/auth/ticket",
  root: true,
  tag,
  summary: "Turn a ticket (form field `ticket`) into a session of this host, then go to its start page",
  permission: "public",
  form: true,
});
