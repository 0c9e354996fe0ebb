"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem } from "../data/index.ts";
import { usePeople } from "../render/people.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { toast } from "../ui/toaster.tsx";
import { rebase } from "./server.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import { useTell } from "../render/say.ts";

/** So long after somebody's last edit it is said that they edit too, in milliseconds. */
const aWhile = 60_000;

/** Who else edits this draft now. */
export function OthersHere() {
  const t = useTranslations("studio.others");
  const { visitor, announce } = useStudio();
  const arrived = useWorkspace((state) => state.arrived);
  const [isOver, setOver] = useState(false);
  const others = (arrived?.by ?? []).filter((by) => by !== `user:${visitor.userId}`);
  const names = usePeople(others)
    .map(({ name }) => name)
    .join(", ");
  useEffect(() => {
    if (arrived === undefined) return;
    setOver(false);
    const timer = setTimeout(() => setOver(true), aWhile);
    return () => clearTimeout(timer);
  }, [arrived]);
  const isShown = names !== "" && !isOver;
  // once for as long as they edit: with every edit it would talk over what is said of one's own
  useEffect(() => {
    if (isShown) announce(t("here", { names }));
  }, [isShown, names, announce, t]);
  if (!isShown) return null;
  return (
    <span className="hidden max-w-52 min-w-0 items-center gap-1.5 text-muted xl:flex">
      <Icon name="users" className="flex-none" />
      <span className="ellipsis">{t("here", { names })}</span>
    </span>
  );
}

/** Another revision is live than the one that the draft was begun on: the draft can be moved onto it. */
export function GroundMoved({ onMoved }: { readonly onMoved: () => void }) {
  const tell = useTell();
  const t = useTranslations("studio.others");
  const { workspace } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const live = useWorkspace((state) => state.live);
  const [busy, setBusy] = useState(false);
  if (live <= draft.base) return null;
  const move = async (): Promise<void> => {
    setBusy(true);
    try {
      await workspace.flush();
      await rebase(draft.id);
      toast(t("moved", { revision: live }));
      onMoved();
    } catch (fault) {
      if (!(fault instanceof ApiProblem)) throw fault;
      toast(fault.code === "draft_conflict" ? t("cannotMove", { revision: live }) : tell(fault));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="flex flex-none items-center gap-1.5 whitespace-nowrap text-info">
      <Icon name="info" className="flex-none" />
      <span className="sr-only min-[1680px]:not-sr-only">{t("live", { revision: live })}</span>
      <Button size="sm" isBusy={busy} hint={t("live", { revision: live })} onPress={() => void move()}>
        {t("move", { revision: live })}
      </Button>
    </span>
  );
}
