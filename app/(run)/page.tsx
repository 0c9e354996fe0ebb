import { redirect } from "next/navigation";
import { requireVisit } from "../platform.ts";
import { appsOf, startOf } from "./documents.ts";
import { NoApp } from "./no-app.tsx";

/** The start page of a tenant: the first app, else the studio or the console, whichever this person may use. */
export default async function Home() {
  const visit = await requireVisit("/");
  const [app] = appsOf(visit.effective, visit.actor);
  const start = app === undefined ? undefined : startOf(visit.effective, visit.actor, app);
  if (start !== undefined) redirect(start);
  if (visit.capabilities.has("design")) redirect("/studio");
  if (visit.capabilities.has("operate")) redirect("/console");
  return <NoApp />;
}
