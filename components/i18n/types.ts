import type { Locale } from "#metadata";
import type { catalogues } from "./messages/index.ts";

type Words<Tree> = { readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Words<Tree[Key]> };

declare module "use-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Words<(typeof catalogues)["en"]>;
  }
}
