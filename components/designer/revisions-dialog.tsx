"use client";
import { useEffect, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { toast } from "../ui/toaster.tsx";
import { Conversion } from "./change/conversions.tsx";
import { type Revision, type StudioJob, readRevisions, restore } from "./server.ts";
import { useStudio } from "./studio-context.tsx";
import { useTell } from "../render/say.ts";

/** What was published, newest first; any of it can be made live again. */
export function RevisionsDialog(props: { readonly onClose: () => void; readonly onRestored: () => void }) {
  const tell = useTell();
  const t = useTranslations("studio");
  const c = useTranslations("common");
  const format = useFormatter();
  const { workspace, visitor, revision: live } = useStudio();
  const [revisions, setRevisions] = useState<readonly Revision[]>();
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState<number>();
  const [converting, setConverting] = useState<StudioJob>();
  useEffect(() => {
    readRevisions().then(setRevisions, (error: unknown) => setFault(tell(error)));
  }, []);
  const go = async (n: number): Promise<void> => {
    setBusy(n);
    setFault(undefined);
    try {
      await workspace.flush();
      const made = await restore(n);
      if (made.job !== undefined) {
        setConverting(made.job);
        return;
      }
      toast(t("revisions.restored", { n, revision: made.revision }));
      props.onRestored();
      props.onClose();
    } catch (error) {
      setFault(tell(error));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("revisions.title")}
      width={640}
      actions={<Button onPress={props.onClose}>{c("close")}</Button>}
    >
      {fault === undefined ? null : (
        <Banner tone="danger" title={t("cannotRead")}>
          {fault}
        </Banner>
      )}
      {revisions === undefined && fault === undefined ? <Skeleton rows={5} label={c("loading")} /> : null}
      {revisions?.length === 0 ? <p className="text-muted">{t("revisions.none")}</p> : null}
      {converting === undefined ? null : (
        <div className="mb-3">
          <Conversion begun={converting} />
        </div>
      )}
      <ol className="flex flex-col">
        {revisions?.map((revision) => {
          const active = revision.active ?? revision.n === live;
          return (
            <li key={revision.n} className="flex min-h-11 items-center gap-3 border-b border-line py-1.5 last:border-0">
              <span className="num w-12 font-mono text-muted">r{revision.n}</span>
              <span className="min-w-0 flex-1">
                <span className="ellipsis block">{revision.message ?? t("revisions.noMessage")}</span>
                <span className="num block text-sm text-muted">
                  {[
                    ...(revision.publishedBy === `user:${visitor.userId}` ? [visitor.name] : []),
                    format.dateTime(new Date(revision.publishedAt), { dateStyle: "medium", timeStyle: "short" }),
                  ].join(" · ")}
                </span>
              </span>
              {active ? (
                <Chip tone="success" dot>
                  {t("revisions.live")}
                </Chip>
              ) : (
                <Button size="sm" isBusy={busy === revision.n} isDisabled={converting !== undefined} onPress={() => void go(revision.n)}>
                  {t("revisions.restore", { n: revision.n })}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </Dialog>
  );
}
