import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Intl, messagesFor } from "#components";
import { requireVisit } from "../../platform.ts";
import { currentPreferences } from "../../preferences.ts";
import { StudioFrame } from "./frame.tsx";

export const metadata: Metadata = { title: "Studio" };

/** The studio of this tenant: for those who may design; for everybody else it is not there. */
export default async function StudioLayout({ children }: { readonly children: ReactNode }) {
  const [visit, preferences] = await Promise.all([requireVisit("/studio"), currentPreferences()]);
  if (!visit.capabilities.has("design")) notFound();
  const { locale, theme, timeZone } = preferences;
  return (
    <Intl locale={locale} messages={messagesFor(locale, ["run", "studio"])} timeZone={timeZone} now={new Date().toISOString()}>
      <StudioFrame
        visitor={{
          name: visit.user.name,
          email: visit.user.email,
          tenant: { slug: visit.tenant.slug, name: visit.tenant.name },
          roles: [...visit.actor.roles],
          userId: visit.user.id,
          theme,
        }}
        revision={visit.effective.revision}
      >
        {children}
      </StudioFrame>
    </Intl>
  );
}
