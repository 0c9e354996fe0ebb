"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem } from "../../data/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toaster.tsx";
import { ProblemList } from "../problem-list.tsx";
import { readDocuments, renameIn } from "../server.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";
import { UseList } from "./use-list.tsx";
import { useUses } from "./use-uses.ts";
import { useTell } from "../../render/say.ts";

/** Another API name for an object or a field, in the draft, together with every place that names it. */
export function RenameDialog(props: {
  readonly object: string;
  readonly field?: string;
  readonly label: string;
  readonly onClose: () => void;
  readonly onRenamed: (to: string) => void;
}) {
  const tell = useTell();
  const t = useTranslations("studio.changing");
  const c = useTranslations("common");
  const { workspace, announce } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const was = props.field ?? props.object;
  const { uses, fault } = useUses(props.object, props.field);
  const [to, setTo] = useState(was);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<ApiProblem>();
  const [unsaved, setUnsaved] = useState(false);
  const isName = /^[a-z][a-z0-9_]{0,62}$/.test(to);
  const ready = isName && to !== was && uses !== undefined;

  const go = async (): Promise<void> => {
    if (!ready) return;
    setBusy(true);
    setTrouble(undefined);
    setUnsaved(false);
    try {
      await workspace.flush();
      // starting over with what is stored would drop it
      if (workspace.get().saving !== "saved") return setUnsaved(true);
      await renameIn(draft.id, props.object, props.field, to);
      workspace.reset(draft, await readDocuments(draft.id));
      announce(t("renamed", { name: was, to }));
      toast(t("renamed", { name: was, to }));
      props.onRenamed(to);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setTrouble(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("renameTitle", { name: props.label })}
      width={560}
      actions={
        <>
          <Button onPress={props.onClose}>{c("cancel")}</Button>
          <Button variant="primary" isBusy={busy} isDisabled={!ready} onPress={() => void go()}>
            {t("rename")}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <TextField
          label={t("newName")}
          value={to}
          onChange={setTo}
          isMono
          autoFocus
          help={t("renameHelp")}
          error={isName ? undefined : t("notAName")}
        />
        {unsaved ? <Banner tone="danger" title={t("saveFirst")} /> : null}
        {trouble === undefined ? null : (
          <Banner tone="danger" title={t("cannotRename")}>
            {trouble.problems.length === 0 ? <p>{tell(trouble)}</p> : <ProblemList problems={trouble.problems} onGo={props.onClose} />}
          </Banner>
        )}
        {fault === undefined ? null : <Banner tone="danger" title={fault} />}
        {uses === undefined ? (
          fault === undefined ? (
            <Skeleton rows={3} label={c("loading")} />
          ) : null
        ) : (
          <>
            <section>
              <p className="mb-1.5">{uses.users.length === 0 ? t("namedNowhere") : t("goesAlong", { count: uses.users.length })}</p>
              <UseList places={uses.users} />
            </section>
            {uses.unsure.length === 0 ? null : (
              <section>
                <p className="mb-1.5 text-warning">{t("unsure", { count: uses.unsure.length })}</p>
                <UseList places={uses.unsure} />
              </section>
            )}
          </>
        )}
        <p className="text-sm text-muted">{t("renameOutside")}</p>
      </form>
    </Dialog>
  );
}
