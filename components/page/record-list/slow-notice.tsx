"use client";
import { useFormatter, useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import type { ShownObject } from "../../render/object.ts";
import { Icon } from "../../ui/icon.tsx";

/** What an answer tells those who design about how it came about. */
export interface Looked {
  readonly slow?: readonly string[];
  readonly looked?: number;
}

/** Records that may be looked through before anybody is told: fewer take no time. */
const few = 10_000;

/** A quiet line for those who design: this list is slow, why, and where an index is made. Others never see it: the answer does not tell them. */
export function SlowNotice({ object, page }: { readonly object: ShownObject; readonly page: Looked | undefined }) {
  const t = useTranslations("run.list");
  const text = useText();
  const format = useFormatter();
  if (page?.slow === undefined || page.looked === undefined || page.looked < few) return null;
  const fields = page.slow.map((name) => text(object.byName.get(name)?.label, name));
  return (
    <p
      className="flex min-h-8 flex-none items-center gap-2 border-b border-line bg-surface-sunken px-4 py-1 text-sm text-muted max-sm:hidden"
      data-chrome
    >
      <Icon name="gauge" size={14} />
      <span>
        {t("slow", { records: format.number(page.looked), fields: fields.join(t("comma")), count: fields.length })}{" "}
        <a href={`/studio/objects/${object.name}#indexes`} className="text-accent-text underline underline-offset-2">
          {t("slowLink")}
        </a>
      </span>
    </p>
  );
}
