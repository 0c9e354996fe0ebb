"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Problem } from "#metadata";
import { ApiProblem } from "../data/index.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/text-field.tsx";
import { toast } from "../ui/toaster.tsx";
import { WarningList } from "../tables/warning-list.tsx";
import { ProblemList } from "./problem-list.tsx";
import { Conversion } from "./change/conversions.tsx";
import { publish, readDiff, restore, type StudioJob, type Warning } from "./server.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import { useTell } from "../render/say.ts";

/** Makes the draft live, or says why not. */
export function PublishDialog(props: {
  readonly onClose: () => void;
  readonly onPublished: () => void;
  readonly onShowChanges: () => void;
}) {
  const tell = useTell();
  const t = useTranslations("studio");
  const c = useTranslations("common");
  const { workspace, announce } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const saving = useWorkspace((state) => state.saving);
  const [message, setMessage] = useState("");
  const [busy, setBusy] = useState(false);
  const [count, setCount] = useState<number>();
  const [warnings, setWarnings] = useState<readonly Warning[]>([]);
  const [blockers, setBlockers] = useState<readonly Problem[]>([]);
  const [converting, setConverting] = useState<StudioJob>();
  const [trouble, setTrouble] = useState<{ readonly title: string; readonly problems: readonly Problem[]; readonly detail?: string }>();
  useEffect(() => {
    workspace
      .flush()
      .then(() => readDiff(draft.id))
      .then((diff) => {
        setCount(diff.documents.reduce((sum, { changes }) => sum + changes.length, 0));
        setWarnings(diff.warnings);
        setBlockers(diff.problems);
      })
      .catch((error: unknown) => setTrouble({ title: t("cannotRead"), problems: [], detail: tell(error) }));
  }, [workspace, draft.id, t]);

  const go = async (): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      await workspace.flush();
      // others may have published since this draft was begun: the way back leads to what is live until now
      await workspace.refresh();
      const back = workspace.get().live;
      if (workspace.get().saving !== "saved") {
        setTrouble({ title: t("publish.unsaved"), problems: [...workspace.get().problems.values()].flat() });
        return;
      }
      const { revision: made, job } = await publish(draft.id, message.trim());
      if (job !== undefined) {
        setConverting(job);
        return;
      }
      workspace.end();
      announce(t("publish.done", { revision: made }));
      toast(t("publish.done", { revision: made }), { label: t("publish.back"), run: () => void restore(back).then(props.onPublished) });
      props.onPublished();
      props.onClose();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      const conflict = error.code === "draft_conflict";
      setTrouble({
        title: t(conflict ? "publish.conflict" : "publish.refused"),
        problems: error.problems,
        ...(error.problems.length === 0 ? { detail: tell(error) } : {}),
      });
    } finally {
      setBusy(false);
    }
  };
  const nothing = count === 0;
  // what the server would refuse now; it is asked again when the dialog is opened again
  const isHeld = blockers.length > 0;
  if (converting !== undefined)
    return (
      <Dialog
        isOpen
        onClose={props.onClose}
        title={t("publish.title", { number: draft.number })}
        width={560}
        actions={<Button onPress={props.onClose}>{c("close")}</Button>}
      >
        <Conversion begun={converting} />
      </Dialog>
    );
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("publish.title", { number: draft.number })}
      width={560}
      actions={
        <>
          <Button variant="ghost" onPress={props.onShowChanges} {...(count === undefined ? {} : { count })}>
            {t("diff")}
          </Button>
          <span className="flex-1" />
          <Button onPress={props.onClose}>{c("cancel")}</Button>
          <Button
            variant="primary"
            isBusy={busy}
            isDisabled={nothing || isHeld}
            hint={nothing ? t("noChanges") : isHeld ? t("notYet") : undefined}
            onPress={() => void go()}
          >
            {t("publish.button")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>{nothing ? t("noChanges") : t("publish.what", { count: count ?? 0 })}</p>
        {trouble === undefined ? null : (
          <Banner tone="danger" title={trouble.title}>
            {trouble.detail === undefined ? null : <p>{trouble.detail}</p>}
            <ProblemList problems={trouble.problems} onGo={props.onClose} />
          </Banner>
        )}
        {isHeld && trouble === undefined ? (
          <Banner tone="danger" title={t("notYet")}>
            <ProblemList problems={blockers} onGo={props.onClose} />
          </Banner>
        ) : null}
        {warnings.length === 0 ? null : (
          <Banner tone="warning" title={t("publish.warnings", { count: warnings.length })}>
            <WarningList warnings={warnings} onGo={props.onClose} />
          </Banner>
        )}
        {saving === "refused" && trouble === undefined ? <Banner tone="warning" title={t("publish.unsaved")} /> : null}
        <TextField
          label={t("publish.message")}
          help={t("publish.messageHelp")}
          value={message}
          onChange={setMessage}
          maxLength={2_000}
          autoFocus
        />
      </div>
    </Dialog>
  );
}
