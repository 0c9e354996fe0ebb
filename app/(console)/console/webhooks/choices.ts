import { inLocale, type Text } from "#metadata";
import type { Visit } from "../../../platform.ts";
import { currentPreferences } from "../../../preferences.ts";
import type { Choice, Choices } from "./webhook-types.ts";

export const mayKeep = ({ capabilities }: Visit): boolean => capabilities.has("design") || capabilities.has("administer");

/** What webhooks of the tenant may be about, as the reader calls it. */
export async function choicesOf({ effective, actor }: Visit): Promise<Choices> {
  const { locale } = await currentPreferences();
  const named = (documents: Iterable<{ readonly name: string; readonly label: Text }>): Choice[] =>
    [...documents]
      .map(({ name, label }) => ({ id: name, label: inLocale(label, locale, name) }))
      .sort((a, b) => a.label.localeCompare(b.label, locale));
  return {
    objects: named(effective.documents.object.values()),
    roles: named(effective.documents.role.values()),
    own: actor.roles.filter((role) => effective.documents.role.has(role)),
  };
}
