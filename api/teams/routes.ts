import { ok } from "#metadata";
import { changeTeam, createTeam, deleteTeam, listTeams, removeTeamMember, setTeamMember } from "#runtime";
import { route, type Route } from "../route.ts";
import * as contracts from "./contract.ts";

export const teamRoutes: readonly Route[] = [
  route(contracts.list, async ({ platform, actor }) => ok({ body: { data: await listTeams(platform, actor) } })),
  route(contracts.create, async ({ platform, actor, body: { name, parentId = null } }) => {
    const made = await createTeam(platform, actor, { name, parentId });
    return made.ok ? ok({ body: made.value }) : made;
  }),
  route(contracts.change, async ({ platform, actor, params, body: { name, parentId } }) => {
    const changed = await changeTeam(platform, actor, params.id, {
      ...(name === undefined ? {} : { name }),
      ...(parentId === undefined ? {} : { parentId }),
    });
    return changed.ok ? ok({ body: changed.value }) : changed;
  }),
  route(contracts.remove, async ({ platform, actor, params }) => {
    const removed = await deleteTeam(platform, actor, params.id);
    return removed.ok ? ok({}) : removed;
  }),
  route(contracts.putMember, async ({ platform, actor, params, body }) => {
    const put = await setTeamMember(platform, actor, params.id, { userId: params.user, leads: body.leads ?? false });
    return put.ok ? ok({ body: put.value }) : put;
  }),
  route(contracts.removeMember, async ({ platform, actor, params }) => {
    const removed = await removeTeamMember(platform, actor, params.id, params.user);
    return removed.ok ? ok({}) : removed;
  }),
];
