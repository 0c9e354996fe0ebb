"use client";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import type { Json, Text } from "#metadata";
import { useText } from "../i18n/index.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { type DocumentKey, kindOf, nameOf } from "./documents.ts";
import { at, type Conflict } from "./merge.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import { type Telling, useTelling } from "./use-telling.ts";

/** What somebody else changed at the same time: both values, and the choice between them. */
export function ConflictsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("studio.others");
  const c = useTranslations("common");
  const conflicts = useWorkspace((state) => state.conflicts);
  const isDone = conflicts.size === 0;
  useEffect(() => {
    if (isDone) onClose();
  }, [isDone, onClose]);
  return (
    <Dialog isOpen onClose={onClose} title={t("title")} width={640} actions={<Button onPress={onClose}>{c("close")}</Button>}>
      <p className="mb-3 text-muted">{t("help")}</p>
      {[...conflicts].map(([key, list]) => (
        <ConflictsOf key={key} document={key} conflicts={list} />
      ))}
    </Dialog>
  );
}

function ConflictsOf({ document: key, conflicts }: { readonly document: DocumentKey; readonly conflicts: readonly Conflict[] }) {
  const t = useTranslations("studio");
  const text = useText();
  const document = useWorkspace((state) => state.documents.get(key));
  const telling = useTelling(document);
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="flex items-baseline gap-2 border-b border-line pb-1">
        <span className="text-sm text-muted">{t(`kind.${kindOf(key)}`)}</span>
        <span className="font-semibold">{text(document?.label, nameOf(key))}</span>
      </h3>
      <ul>
        {conflicts.map((conflict) => (
          <ConflictLine key={conflict.path} document={key} conflict={conflict} telling={telling} />
        ))}
      </ul>
    </section>
  );
}

function ConflictLine(props: { readonly document: DocumentKey; readonly conflict: Conflict; readonly telling: Telling }) {
  const { document: key, conflict, telling } = props;
  const t = useTranslations("studio");
  const text = useText();
  const { workspace, announce } = useStudio();
  const document = useWorkspace((state) => state.documents.get(key));
  const { path, theirs } = conflict;
  const mine = at(document, path);
  const choose = (side: "mine" | "theirs"): void => {
    workspace.choose(key, path, side, { key: "tookTheirs" });
    announce(t(`others.chosen.${side}`));
  };
  const said = (value: Json | undefined): string => {
    if (value === undefined) return t("others.gone");
    return path === "" ? text((value as { label?: Text }).label, nameOf(key)) : telling.value(path, value);
  };
  const words = theirs === undefined ? "keepGone" : mine === undefined ? "keepBack" : "keep";
  const place = path === "" ? t("wholeDocument") : telling.where(path, theirs);
  return (
    <li className="border-b border-line py-2 last:border-0">
      <p className="font-medium">{place}</p>
      {(
        [
          ["mine", mine],
          ["theirs", theirs],
        ] as const
      ).map(([side, value]) => (
        <div key={side} className="mt-1.5 flex items-baseline gap-3">
          <span className="w-12 flex-none text-sm text-muted">{t(`others.${side}`)}</span>
          <span className={cx("min-w-0 flex-1 break-words", value === undefined && "text-muted")}>{said(value)}</span>
          <Button size="sm" className="min-w-24" aria-label={`${t(`others.${words}.${side}`)}: ${place}`} onPress={() => choose(side)}>
            {t(`others.${words}.${side}`)}
          </Button>
        </div>
      ))}
    </li>
  );
}
