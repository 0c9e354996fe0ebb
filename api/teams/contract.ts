import * as z from "zod";
import { contract } from "../contract.ts";
import { anyId, ofId } from "../parts.ts";
import { userId } from "../people/contract.ts";

const tag = "People and teams";
const name = z.string().trim().min(1).max(120);
const member = z.strictObject({ userId: z.string(), leads: z.boolean() });
const team = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    parentId: z.string().nullable().meta({ description: "The team it stands within" }),
    members: z.array(member).optional().meta({ description: "For its members and those who administer" }),
  })
  .meta({ id: "Team" });
const ofMember = z.strictObject({ id: anyId, user: userId });

export const list = contract({
  method: "GET",
  path: "/teams",
  tag,
  summary: "All teams of the tenant, by name",
  permission: "member",
  answer: z.strictObject({ data: z.array(team) }),
});

export const create = contract({
  method: "POST",
  path: "/teams",
  tag,
  summary: "Make a team, within another or within none",
  permission: "administer",
  body: z.strictObject({ name, parentId: anyId.nullable().optional() }),
  status: 201,
  answer: team,
});

export const change = contract({
  method: "PATCH",
  path: "/teams/{id}",
  tag,
  summary: "Rename a team, or move it within another",
  permission: "administer",
  params: ofId,
  body: z.strictObject({ name: name.optional(), parentId: anyId.nullable().optional() }),
  answer: team,
});

export const remove = contract({
  method: "DELETE",
  path: "/teams/{id}",
  tag,
  summary: "Delete a team; teams within it move up to where it stood",
  permission: "administer",
  params: ofId,
  status: 204,
});

export const putMember = contract({
  method: "PUT",
  path: "/teams/{id}/members/{user}",
  tag,
  summary: "Take somebody into a team, or say whether he leads it",
  permission: "administer",
  params: ofMember,
  body: z.strictObject({ leads: z.boolean().optional() }),
  answer: member,
});

export const removeMember = contract({
  method: "DELETE",
  path: "/teams/{id}/members/{user}",
  tag,
  summary: "Take somebody out of a team",
  permission: "administer",
  params: ofMember,
  status: 204,
});
