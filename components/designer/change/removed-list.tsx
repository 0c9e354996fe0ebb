"use client";
import { useCallback, useEffect, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toaster.tsx";
import { PanelSection } from "../panel/panel-section.tsx";
import { readRemovals, restoreRemoval, type Removal } from "../server.ts";
import { useStudio } from "../studio-context.tsx";
import { useTell } from "../../render/say.ts";

/** What was removed and can be brought back: the fields of an object, or without one the objects. Nothing where there is nothing. */
export function RemovedList({ object }: { /** storage identity */ readonly object?: string }) {
  const tell = useTell();
  const t = useTranslations("studio.changing");
  const format = useFormatter();
  const text = useText();
  const { workspace, revision, reopen, announce } = useStudio();
  const [removals, setRemovals] = useState<readonly Removal[]>([]);
  const [busy, setBusy] = useState<string>();
  const read = useCallback(() => {
    readRemovals().then(setRemovals, () => setRemovals([]));
  }, []);
  useEffect(read, [read, revision]);
  const shown = removals.filter((each) => (object === undefined ? each.field === "" : each.field !== "" && each.object === object));
  if (shown.length === 0) return null;

  const bring = async (removal: Removal): Promise<void> => {
    setBusy(removal.field || removal.object);
    try {
      await workspace.flush();
      await restoreRemoval(removal);
      announce(t("restored", { name: removal.name }));
      toast(t("restored", { name: removal.name }));
      read();
      reopen();
    } catch (error) {
      toast(tell(error));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <PanelSection title={t(object === undefined ? "removedObjects" : "removedFields")}>
      <ul className="flex flex-col">
        {shown.map((removal) => (
          <li key={`${removal.object} ${removal.field}`} className="flex items-center gap-2 border-b border-line py-1.5 last:border-0">
            <span className="min-w-0 flex-1">
              <span className="flex min-w-0 items-baseline gap-1.5">
                <span className="ellipsis">{text(removal.label, removal.name)}</span>
                <span className="ellipsis font-mono text-sm text-faint">{removal.name}</span>
              </span>
              <span className="block text-sm text-muted">
                {removal.type === undefined ? null : `${text(fieldTypes.get(removal.type)?.label, removal.type)} · `}
                {removal.replacedBy === undefined ? null : `${t("hadOtherType")} · `}
                {t("recordsHold", { count: removal.records })}
                {" · "}
                {t("until", { day: format.dateTime(new Date(removal.purgeAt), { dateStyle: "medium" }) })}
              </span>
            </span>
            <Button size="sm" icon="undo-2" isBusy={busy === (removal.field || removal.object)} onPress={() => void bring(removal)}>
              {t("restore")}
            </Button>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
