import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { RenderRoot } from "#components";
import { namesOfMembers, tenantUrl } from "#runtime";
import { platform, requireVisit } from "../../../platform.ts";
import { currentPreferences } from "../../../preferences.ts";
import { appsOf, scopeOf, startOf } from "../../documents.ts";
import { Shell } from "../../shell.tsx";

interface Props {
  readonly children: ReactNode;
  readonly params: Promise<{ readonly app: string }>;
}

/** One app of a tenant: its sidebar, and everything its documents need. */
export default async function AppLayout({ children, params }: Props) {
  const { app: name } = await params;
  const visit = await requireVisit(`/a/${name}`);
  const apps = appsOf(visit.effective, visit.actor);
  if (!apps.some((app) => app.name === name)) notFound();
  const [{ theme }, people] = await Promise.all([currentPreferences(), namesOfMembers(platform().db, visit.tenant.id)]);
  const { baseUrl } = platform().identity;
  return (
    <RenderRoot scope={scopeOf(visit, name, people)}>
      <Shell
        app={name}
        starts={Object.fromEntries(
          apps.flatMap((app) => {
            const start = startOf(visit.effective, visit.actor, app);
            return start === undefined ? [] : [[app.name, start]];
          }),
        )}
        tenant={visit.tenant}
        user={visit.user}
        tenants={visit.memberships.map(({ slug, name: title }) => ({ slug, name: title, url: tenantUrl(slug, baseUrl) }))}
        mayDesign={visit.capabilities.has("design")}
        mayOperate={visit.capabilities.has("operate")}
        theme={theme}
      >
        {children}
      </Shell>
    </RenderRoot>
  );
}
