import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { Locale } from "#metadata";
import { chooseLocale } from "#components";

export interface Preferences {
  readonly locale: Locale;
  /** undefined: as the system wishes */
  readonly theme: "light" | "dark" | undefined;
  /** IANA zone, as the browser told */
  readonly timeZone: string;
}

/** What this browser likes. */
export const currentPreferences = cache(async (): Promise<Preferences> => {
  const [jar, given] = await Promise.all([cookies(), headers()]);
  const theme = jar.get("theme")?.value;
  const zone = jar.get("tz")?.value;
  return {
    locale: chooseLocale(jar.get("locale")?.value, given.get("accept-language")),
    theme: theme === "dark" || theme === "light" ? theme : undefined,
    timeZone: zone !== undefined && isZone(zone) ? zone : "UTC",
  };
});

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
