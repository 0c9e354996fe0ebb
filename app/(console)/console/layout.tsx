import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { requireVisit } from "../../platform.ts";
import { currentPreferences } from "../../preferences.ts";
import { ConsoleFrame } from "./frame.tsx";

export const metadata: Metadata = { title: "Console" };

/** For those who operate, design or administer; for everybody else it is not there. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const [visit, { theme }] = await Promise.all([requireVisit("/console"), currentPreferences()]);
  const may = (capability: string) => visit.capabilities.has(capability);
  if (!may("operate") && !may("design") && !may("administer")) notFound();
  return (
    <ConsoleFrame
      tenant={visit.tenant}
      user={visit.user}
      theme={theme}
      mayDesign={may("design")}
      mayOperate={may("operate") || may("design")}
      mayAdminister={may("administer")}
    >
      {children}
    </ConsoleFrame>
  );
}
