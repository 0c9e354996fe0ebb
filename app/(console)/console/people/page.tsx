import { notFound } from "next/navigation";
import { inLocale } from "#metadata";
import { listPeople, listTeams } from "#runtime";
import { platform, requireVisit, valueOr404 } from "../../../platform.ts";
import { currentPreferences } from "../../../preferences.ts";
import { PeopleRoom } from "./people-room.tsx";

/** People of the tenant, their roles and teams. */
export default async function PeoplePage() {
  const visit = await requireVisit("/console/people");
  if (!visit.capabilities.has("administer")) notFound();
  const [people, teams, { locale }] = await Promise.all([
    listPeople(platform(), visit.actor, { limit: 50 }),
    listTeams(platform(), visit.actor),
    currentPreferences(),
  ]);
  const roles = [...visit.effective.documents.role.values()]
    .map(({ name, label }) => ({ name, label: inLocale(label, locale) }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  return (
    <PeopleRoom
      tenant={visit.tenant.name}
      roles={roles}
      first={JSON.parse(JSON.stringify(valueOr404(people)))}
      teams={JSON.parse(JSON.stringify(teams))}
    />
  );
}
