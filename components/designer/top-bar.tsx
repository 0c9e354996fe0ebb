"use client";
import { useEffect, useMemo, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useText } from "../i18n/index.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";
import { ChangesDialog } from "./changes-dialog.tsx";
import { ConflictsDialog } from "./conflicts-dialog.tsx";
import { GroundMoved, OthersHere } from "./others.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { RevisionsDialog } from "./revisions-dialog.tsx";
import { RoomLink } from "./room-link.tsx";
import { readAddress } from "./rooms.ts";
import { keyCap } from "./shortcuts.ts";
import { step } from "./step.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import { UserMenu } from "./user-menu.tsx";

/** Where am I · is it saved · undo, redo · Diff n · Publish. The same in every room. */
export function TopBar({ onReopen }: { readonly onReopen: () => void }) {
  const t = useTranslations("studio");
  const text = useText();
  const { workspace, place, visitor, announce } = useStudio();
  const { room, document: name } = readAddress(place.path);
  const document = useWorkspace((state) => (room?.kind && name ? state.documents.get(`${room.kind}/${name}`) : undefined));
  const undoable = useWorkspace((state) => state.log.done > 0);
  const redoable = useWorkspace((state) => state.log.done < state.log.entries.length);
  const changes = useChangeCount();
  const [open, setOpen] = useState<"changes" | "publish" | "revisions" | "conflicts">();
  const [cap, setCap] = useState({ undo: "", redo: "" });
  useEffect(() => setCap({ undo: keyCap("Z"), redo: keyCap("Z", { shift: true }) }), []);

  return (
    <header className="flex items-center gap-2 border-b border-line bg-surface pr-3">
      <RoomLink
        href="/studio"
        aria-label={t("home")}
        className="grid h-full w-[var(--rail)] flex-none place-items-center border-r border-line text-accent-text"
      >
        <Logo />
      </RoomLink>
      <nav aria-label={t("crumb")} className="ml-2 flex min-w-0 items-center gap-1.5 whitespace-nowrap">
        <RoomLink href="/studio" className={cx("ellipsis font-medium text-ink no-underline hover:underline", room && "max-md:hidden")}>
          {visitor.tenant.slug}
        </RoomLink>
        {room === undefined ? null : (
          <>
            <Icon name="chevron-right" className="flex-none text-faint max-md:hidden" />
            {name === undefined ? (
              <span className="ellipsis font-semibold">{t(`room.${room.word}`)}</span>
            ) : (
              <RoomLink
                href={`/studio/${room.name}`}
                className="min-w-6 shrink-[4] ellipsis text-muted no-underline hover:underline max-md:hidden"
              >
                {t(`room.${room.word}`)}
              </RoomLink>
            )}
          </>
        )}
        {name === undefined ? null : (
          <>
            <Icon name="chevron-right" className="flex-none text-faint max-md:hidden" />
            <span className="ellipsis font-semibold">{text(document?.label, name)}</span>
          </>
        )}
      </nav>
      <div className="flex-1" />
      <OthersHere />
      <GroundMoved onMoved={onReopen} />
      <SavedState changes={changes} onConflicts={() => setOpen("conflicts")} />
      <span className="mx-1 h-5 w-px flex-none bg-line max-sm:hidden" />
      <IconButton
        className="max-sm:hidden"
        icon="undo-2"
        label={t("undo")}
        shortcut={cap.undo}
        isDisabled={!undoable}
        onPress={() => step(workspace, "undo", t, announce)}
      />
      <IconButton
        className="max-sm:hidden"
        icon="redo-2"
        label={t("redo")}
        shortcut={cap.redo}
        isDisabled={!redoable}
        onPress={() => step(workspace, "redo", t, announce)}
      />
      <IconButton className="max-sm:hidden" icon="history" label={t("revisions.title")} onPress={() => setOpen("revisions")} />
      <Button count={changes ?? 0} onPress={() => setOpen("changes")}>
        {t("diff")}
      </Button>
      <Button variant="primary" onPress={() => setOpen("publish")}>
        {t("publish.button")}
      </Button>
      <span className="mx-1 h-5 w-px flex-none bg-line max-sm:hidden" />
      <UserMenu />
      {open === "changes" ? (
        <ChangesDialog onClose={() => setOpen(undefined)} onPublish={() => setOpen("publish")} onDiscarded={onReopen} />
      ) : null}
      {open === "publish" ? (
        <PublishDialog onClose={() => setOpen(undefined)} onPublished={onReopen} onShowChanges={() => setOpen("changes")} />
      ) : null}
      {open === "conflicts" ? <ConflictsDialog onClose={() => setOpen(undefined)} /> : null}
      {open === "revisions" ? <RevisionsDialog onClose={() => setOpen(undefined)} onRestored={onReopen} /> : null}
    </header>
  );
}

/** How many properties the draft says otherwise; undefined: not known. */
function useChangeCount(): number | undefined {
  const differences = useWorkspace((state) => state.differences);
  return useMemo(() => differences && [...differences.values()].reduce((sum, count) => sum + count, 0), [differences]);
}

function SavedState({ changes, onConflicts }: { readonly changes: number | undefined; readonly onConflicts: () => void }) {
  const t = useTranslations("studio");
  const format = useFormatter();
  const { workspace, place } = useStudio();
  const saving = useWorkspace((state) => state.saving);
  const savedAt = useWorkspace((state) => state.savedAt);
  const number = useWorkspace((state) => state.draft.number);
  const problems = useWorkspace((state) => state.problems);
  const met = useWorkspace((state) => state.conflicts);
  const rest = [t("draft", { number }), ...(changes === undefined ? [] : [t("changes", { count: changes })])].join(" · ");
  if (saving === "refused") {
    const [first] = problems.keys();
    const [kind = "", name = ""] = (first ?? "").split("/");
    return (
      <button
        type="button"
        className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-danger underline-offset-2 hover:underline"
        onClick={() => place.go(`/studio/${kind}s/${name}`)}
      >
        <Icon name="circle-alert" className="flex-none" />
        <span className="ellipsis max-md:sr-only">
          {t("notSaved", { count: [...problems.values()].reduce((sum, list) => sum + list.length, 0) })}
        </span>
      </button>
    );
  }
  if (met.size > 0) {
    return (
      <button
        type="button"
        className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-warning underline-offset-2 hover:underline"
        onClick={onConflicts}
      >
        <Icon name="alert-triangle" className="flex-none" />
        <span className="ellipsis max-md:sr-only">
          {t("others.met", { count: [...met.values()].reduce((sum, list) => sum + list.length, 0) })}
        </span>
      </button>
    );
  }
  if (saving === "offline") {
    return (
      <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-warning">
        <Icon name="alert-triangle" className="flex-none" />
        <span className="ellipsis max-md:sr-only" title={t("offline")}>
          {t("offline")}
        </span>
        <Button size="sm" variant="ghost" onPress={() => void workspace.flush()}>
          {t("tryAgain")}
        </Button>
      </span>
    );
  }
  const done = saving === "saved";
  return (
    <span className="num hidden min-w-0 items-center gap-1.5 whitespace-nowrap text-muted md:flex">
      <Icon name={done ? "check" : "refresh-cw"} className={done ? "" : "text-faint"} />
      {done
        ? [
            savedAt === undefined
              ? t("saved")
              : t("savedAt", { time: format.dateTime(new Date(savedAt), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) }),
            rest,
          ].join(" · ")
        : [t("saving"), rest].join(" · ")}
    </span>
  );
}
