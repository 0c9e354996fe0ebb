import { notFound, redirect } from "next/navigation";
import { requireVisit } from "../../../platform.ts";
import { appsOf, startOf } from "../../documents.ts";

export default async function AppStart({ params }: { readonly params: Promise<{ readonly app: string }> }) {
  const { app: name } = await params;
  const visit = await requireVisit(`/a/${name}`);
  const app = appsOf(visit.effective, visit.actor).find((each) => each.name === name);
  const start = app === undefined ? undefined : startOf(visit.effective, visit.actor, app);
  if (start === undefined) notFound();
  redirect(start);
}
