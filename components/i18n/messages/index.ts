import type { Locale } from "#metadata";
import { common as commonEn } from "./en/common.ts";
import { run as runEn } from "./en/run.ts";
import { studio as studioEn } from "./en/studio/index.ts";
import { tables as tablesEn } from "./en/tables.ts";
import { common as commonZh } from "./zh/common.ts";
import { run as runZh } from "./zh/run.ts";
import { studio as studioZh } from "./zh/studio/index.ts";
import { tables as tablesZh } from "./zh/tables.ts";

/** The catalogues by language and area. A page is given only its own language and the areas it needs. */
export const catalogues = {
  en: { common: commonEn, run: runEn, studio: { ...studioEn, tables: tablesEn } },
  zh: { common: commonZh, run: runZh, studio: { ...studioZh, tables: tablesZh } },
} as const satisfies Record<Locale, object>;

export type Area = keyof (typeof catalogues)["en"];
/** Areas whose words are on this page; `common` always is. */
export type Messages = { readonly common: object; readonly run?: object; readonly studio?: object };

/** The words of some areas in one language. */
export function messagesFor(locale: Locale, areas: readonly Area[]): Messages {
  const all = catalogues[locale];
  return Object.fromEntries(["common" as const, ...areas].map((area) => [area, all[area]])) as unknown as Messages;
}
