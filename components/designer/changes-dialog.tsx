"use client";
import { useEffect, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json, Kind } from "#metadata";
import { useText } from "../i18n/index.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { placeWords } from "./change-words.ts";
import { RoomLink } from "./room-link.tsx";
import { roomOf } from "./rooms.ts";
import { ProblemList } from "./problem-list.tsx";
import { type DiffChange, type DiffDocument, type DraftDiff, type Impact, discard, readDiff } from "./server.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import { type Telling, useTelling } from "./use-telling.ts";
import { useTell } from "../render/say.ts";

/** What publishing would change, a sentence per property, and what it would hit. */
export function ChangesDialog(props: { readonly onClose: () => void; readonly onPublish: () => void; readonly onDiscarded: () => void }) {
  const tell = useTell();
  const t = useTranslations("studio");
  const c = useTranslations("common");
  const { workspace } = useStudio();
  const draft = useWorkspace((state) => state.draft);
  const [diff, setDiff] = useState<DraftDiff>();
  const [fault, setFault] = useState<string>();
  const [asks, setAsks] = useState(false);
  useEffect(() => {
    workspace
      .flush()
      .then(() => readDiff(draft.id))
      .then(setDiff, (error: unknown) => setFault(tell(error)));
  }, [workspace, draft.id]);
  const empty = diff?.documents.length === 0;
  const giveUp = async (): Promise<void> => {
    try {
      await discard(draft.id);
      workspace.end();
      props.onDiscarded();
      props.onClose();
    } catch (error) {
      setFault(tell(error));
    }
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("changesOf", { number: draft.number })}
      width={760}
      actions={
        asks ? (
          <>
            <span className="flex-1 self-center text-muted">{t("discardAsk")}</span>
            <Button onPress={() => setAsks(false)}>{c("cancel")}</Button>
            <Button variant="danger-filled" onPress={() => void giveUp()}>
              {t("discardDo", { number: draft.number })}
            </Button>
          </>
        ) : (
          <>
            <Button variant="danger" isDisabled={empty ?? true} onPress={() => setAsks(true)}>
              {t("discard")}
            </Button>
            <span className="flex-1" />
            <Button onPress={props.onClose}>{c("close")}</Button>
            <Button variant="primary" isDisabled={empty ?? true} onPress={props.onPublish}>
              {t("publish.button")}
            </Button>
          </>
        )
      }
    >
      {fault === undefined ? null : (
        <Banner tone="danger" title={t("cannotRead")}>
          {fault}
        </Banner>
      )}
      {diff === undefined && fault === undefined ? <Skeleton rows={5} label={c("loading")} /> : null}
      {empty ? (
        <p>
          <span className="font-medium">{t("noChanges")}</span>
          <br />
          <span className="text-muted">{t("noChangesHelp")}</span>
        </p>
      ) : null}
      {diff?.documents.map((document) => (
        <DocumentChanges key={`${document.kind}/${document.name}`} document={document} onClose={props.onClose} />
      ))}
      {diff === undefined || diff.problems.length === 0 ? null : (
        <Banner tone="warning" title={t("notYet")}>
          <ProblemList problems={diff.problems} onGo={props.onClose} />
        </Banner>
      )}
    </Dialog>
  );
}

/** "Field Amount removed: used by form Order; 120 records hold a value" */
function ImpactLine({ impact, document }: { readonly impact: Impact; readonly document: Json | undefined }) {
  const t = useTranslations("studio");
  const text = useText();
  const locale = useLocale();
  const words = placeWords(document, impact.path, locale);
  const users = impact.users.map(({ kind, name, label }) => `${t(`kind.${kind}`)} ${text(label, name)}`);
  const parts = [
    ...(users.length === 0 ? [] : [t("usedBy", { users: [...new Set(users)].join(locale === "zh" ? "、" : ", ") })]),
    ...(impact.records ? [t("recordsHold", { count: impact.records })] : []),
  ];
  if (parts.length === 0) return null;
  return (
    <li className="flex gap-2 border-b border-line py-1.5 text-warning last:border-0">
      <Icon name="alert-triangle" className="mt-0.5 flex-none" />
      <span>
        {[...words.things.map(({ of, name }) => `${t(`thing.${of}` as never)} ${impact.member ?? name}`), t(`what.${impact.what}`)].join(
          " ",
        )}
        : {parts.join(" · ")}
      </span>
    </li>
  );
}

function DocumentChanges({ document, onClose }: { readonly document: DiffDocument; readonly onClose: () => void }) {
  const t = useTranslations("studio");
  const text = useText();
  const now = useWorkspace((state) => state.documents.get(`${document.kind}/${document.name}`));
  const telling = useTelling(now);
  const room = roomOf(document.kind);
  const title = text((now?.label ?? document.label) as never, document.name);
  return (
    <section className="mb-4">
      <h3 className="flex items-baseline gap-2 border-b border-line pb-1">
        <span className="text-sm text-muted">{t(`kind.${document.kind}` as `kind.${Kind}`)}</span>
        {room === undefined || now === undefined ? (
          <span className="font-semibold">{title}</span>
        ) : (
          <span onClickCapture={onClose}>
            <RoomLink href={`/studio/${room.name}/${document.name}`} className="font-semibold text-accent-text">
              {title}
            </RoomLink>
          </span>
        )}
        <span className="font-mono text-sm text-faint">{document.name}</span>
      </h3>
      <ul>
        {document.changes.map((change) => (
          <ChangeLine key={change.path} change={change} telling={telling} />
        ))}
        {document.impact.map((impact, at) => (
          <ImpactLine key={`impact ${at}`} impact={impact} document={now as unknown as Json} />
        ))}
      </ul>
    </section>
  );
}

/** "Row Meituan Pay · Amount: ¥1 → ¥2" */
function ChangeLine({ change, telling }: { readonly change: DiffChange; readonly telling: Telling }) {
  const t = useTranslations("studio");
  const [before, after] = [change.before as Json | undefined, change.after as Json | undefined];
  const where = change.path === "" ? t("wholeDocument") : telling.where(change.path, before ?? after);
  const isSaid = change.change === "removed" || telling.isProperty(change.path) || telling.hasSentence(change.path);
  const tone = { added: "text-success", changed: "text-info", removed: "text-danger" }[change.change];
  const icon = { added: "plus", changed: "pencil", removed: "minus" }[change.change];
  return (
    <li className="flex items-start gap-2 border-b border-line py-1.5 last:border-0">
      <Icon name={icon} className={cx("mt-0.5 flex-none", tone)} />
      <span className="min-w-0 flex-1 break-words">
        <span className="sr-only">{t(`change.${change.change}`)} </span>
        {where}
        {change.change === "changed" ? (
          <span className="text-muted">
            : <del>{telling.value(change.path, before)}</del> → <span className="text-ink">{telling.value(change.path, after)}</span>
          </span>
        ) : isSaid ? (
          <span className="text-muted">: {telling.value(change.path, before ?? after)}</span>
        ) : null}
      </span>
      <span className={cx("flex-none text-sm leading-5", tone)}>{t(`change.${change.change}`)}</span>
    </li>
  );
}
