"use client";
import { useEffect } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Cell, Document, Given, Json } from "#metadata";
import { useText } from "../i18n/index.ts";
import { cellToText, givenToText } from "../tables/cell-text.ts";
import { columnsOf } from "../tables/column.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { valueWords } from "./change-words.ts";
import { type DocumentKey, type Documents, kindOf, nameOf } from "./documents.ts";
import { at, type Conflict } from "./merge.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import { usePlaceWords } from "./use-place-words.ts";

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
  return (
    <section className="mb-4 last:mb-0">
      <h3 className="flex items-baseline gap-2 border-b border-line pb-1">
        <span className="text-sm text-muted">{t(`kind.${kindOf(key)}`)}</span>
        <span className="font-semibold">{text(document?.label, nameOf(key))}</span>
      </h3>
      <ul>
        {conflicts.map((conflict) => (
          <ConflictLine key={conflict.path} document={key} conflict={conflict} />
        ))}
      </ul>
    </section>
  );
}

function ConflictLine({ document: key, conflict }: { readonly document: DocumentKey; readonly conflict: Conflict }) {
  const t = useTranslations("studio");
  const locale = useLocale();
  const { workspace, announce } = useStudio();
  const document = useWorkspace((state) => state.documents.get(key));
  const { where } = usePlaceWords(document as unknown as Json, conflict.path);
  const choose = (side: "mine" | "theirs"): void => {
    workspace.choose(key, conflict.path, side, { key: "tookTheirs" });
    announce(t(`others.chosen.${side}`));
  };
  const documents = useWorkspace((state) => state.documents);
  const said = (value: Json | undefined): string =>
    value === undefined ? t("others.gone") : (cellSaid(document, documents, conflict.path, value, locale) ?? valueWords(value, locale));
  const place = where === "" ? t("wholeDocument") : where;
  return (
    <li className="border-b border-line py-2 last:border-0">
      <p className="font-medium">{place}</p>
      {(["mine", "theirs"] as const).map((side) => (
        <div key={side} className="mt-1.5 flex items-center gap-3">
          <span className="w-20 flex-none text-sm text-muted">{t(`others.${side}`)}</span>
          <span className="min-w-0 flex-1 break-words">{said(side === "mine" ? at(document, conflict.path) : conflict.theirs)}</span>
          <Button size="sm" aria-label={`${t(`others.keep.${side}`)}: ${place}`} onPress={() => choose(side)}>
            {t(`others.keep.${side}`)}
          </Button>
        </div>
      ))}
    </li>
  );
}

/** A cell of a decision table as its sheet says it; undefined: it is none. */
function cellSaid(document: Document | undefined, documents: Documents, path: string, value: Json, locale: string): string | undefined {
  const [, id] = /^\/rows\/[^/]+\/(?:cells|out)\/([^/]+)$/.exec(path) ?? [];
  if (document?.kind !== "table" || id === undefined) return undefined;
  const column = columnsOf(document, documents).find(
    (each) => each.id === id && path.includes(each.side === "input" ? "/cells/" : "/out/"),
  );
  if (column === undefined) return undefined;
  return column.side === "input" ? cellToText(value as unknown as Cell, column, locale) : givenToText(value as Given, column, locale);
}
