"use client";
import { Suspense, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { api } from "../../data/api.ts";
import { useText, useWords } from "../../i18n/provider.tsx";
import { useTell } from "../../render/say.ts";
import { highlightsOf, statusField } from "../../render/generate.ts";
import { seenFields, valueIn, type ShownField, type ShownObject } from "../../render/object.ts";
import { usePageState, type RecordJson } from "../../render/page-state.tsx";
import { recordPath, useDeeds } from "../../render/record-data.ts";
import { fieldsHaveRules, readValues, stateOf, useRules } from "../../render/rules.ts";
import { useGrant, useHref, useScope } from "../../render/scope.tsx";
import { useTitleOf, Value } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { Button, ButtonLink, IconButton } from "../../ui/button.tsx";
import { byNeed } from "../../ui/by-need.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { cx } from "../../ui/cx.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useNavigation } from "../../ui/navigation.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toaster.tsx";
import { Link } from "react-aria-components";
import type { recordHeader } from "./definition.ts";

const ShareDialog = byNeed(async () => (await import("./share-dialog.tsx")).ShareDialog);

export const RecordHeader: View<typeof recordHeader> = ({ props }) => {
  const page = usePageState();
  const text = useText();
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const grant = useGrant(page?.object?.name);
  useRules(fieldsHaveRules(page?.object?.fields ?? []));
  if (page?.object === undefined) return null;
  const { object, record } = page;
  const seen = seenFields(object, grant);
  const status = props.status === undefined ? statusField(seen) : object.byName.get(props.status);
  const named = props.fields?.flatMap((name) => seen.filter((field) => field.name === name));
  const values = readValues(object, record ?? {});
  const fields = (named ?? highlightsOf(object, seen)).filter((field) => stateOf(field, object, values, page.context).visible);
  const list = hrefOf(object.name);
  return (
    <header className="flex-none border-b border-line bg-surface">
      <div className="flex min-h-19 flex-wrap items-center gap-2 px-4 pt-3 pb-1 max-sm:pb-3 sm:px-6">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <div className="text-sm text-muted">
            {list === undefined ? (
              text(object.document.plural ?? object.document.label)
            ) : (
              <Link href={list} className="hover:underline">
                {text(object.document.plural ?? object.document.label)}
              </Link>
            )}
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="num text-xl font-semibold">
              {text(object.document.label)} {titleOf(object, record)}
            </h1>
            {status === undefined || record === undefined ? null : (
              <Value field={status} value={valueIn(status, record)} empty="" place="cell" />
            )}
          </div>
        </div>
        {record === undefined ? null : <Deeds object={object} record={record} payPage={props.pay} />}
      </div>
      <Highlights fields={fields} record={record} />
    </header>
  );
};

function Highlights({ fields, record }: { readonly fields: readonly ShownField[]; readonly record: RecordJson | undefined }) {
  const text = useText();
  const t = useTranslations("run.record");
  if (fields.length === 0) return null;
  return (
    <dl className="flex gap-0 overflow-x-auto px-4 pt-1 pb-4 max-sm:grid max-sm:grid-cols-2 max-sm:gap-3 sm:px-6">
      {fields.map((field, place) => (
        <div
          key={field.id}
          className={cx(
            "min-w-28 flex-1 sm:border-l sm:border-line sm:px-4",
            place === 0 && "sm:min-w-42 sm:flex-none sm:border-l-0 sm:pl-0",
          )}
        >
          <dt className="text-sm text-muted">{text(field.label)}</dt>
          <dd className={cx("flex h-7 items-center gap-1.5 whitespace-nowrap", place === 0 && "text-xl font-semibold")}>
            <Value
              field={field}
              value={valueIn(field, record)}
              place="cell"
              empty={<span className={cx(place === 0 && "text-base font-normal")}>{t("none")}</span>}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Deeds({
  object,
  record,
  payPage,
}: {
  readonly object: ShownObject;
  readonly record: RecordJson;
  readonly payPage: string | undefined;
}) {
  const t = useTranslations("run.record");
  const tc = useTranslations("common");
  const titleOf = useTitleOf();
  const hrefOf = useHref();
  const { documents } = useScope();
  const { navigate } = useNavigation();
  const grant = useGrant(object.name);
  const { remove, restore } = useDeeds(object);
  const words = useWords();
  const ts = useTranslations("run.share");
  const [shows, setShows] = useState<"share" | "why" | undefined>();
  const [asksDelete, setAsksDelete] = useState(false);
  const tell = useTell(object.name);
  const here = hrefOf(object.name, record.id);
  const list = hrefOf(object.name);
  const linkPage = payPage ?? Object.values(documents.page).find((page) => page.byLink === true && page.object === object.name)?.name;
  const title = titleOf(object, record);
  return (
    <div className="flex flex-none items-center gap-2">
      {linkPage === undefined || here === undefined ? null : <CustomerLink object={object} record={record} page={linkPage} />}
      {grant.update === true && here !== undefined ? <ButtonLink href={`${here}?edit=1`}>{t("edit")}</ButtonLink> : null}
      {here === undefined ? null : (
        <Menu
          label={tc("more")}
          placement="bottom end"
          trigger={<IconButton icon="ellipsis" label={tc("more")} variant="default" />}
          entries={[
            ...(grant.share === true ? [{ id: "share", label: ts("open"), icon: "users" }] : []),
            { id: "why", label: ts("whyOpen"), icon: "eye" },
            ...(grant.delete === true
              ? [
                  {
                    id: "delete",
                    label: t("delete", { object: words(object.document.label) }),
                    icon: "trash-2",
                    isDanger: true,
                    divided: true,
                  },
                ]
              : []),
          ]}
          onAction={(id) => (id === "delete" ? setAsksDelete(true) : setShows(id === "share" ? "share" : "why"))}
        />
      )}
      {shows === undefined ? null : (
        <Suspense fallback={null}>
          <ShareDialog
            object={object}
            id={record.id}
            title={title}
            mayShare={shows === "share"}
            isOpen
            onClose={() => setShows(undefined)}
          />
        </Suspense>
      )}
      <ConfirmDialog
        isOpen={asksDelete}
        onClose={() => setAsksDelete(false)}
        title={t("confirmDelete", { record: title })}
        deed={t("delete", { object: words(object.document.label) })}
        onConfirm={async () => {
          try {
            await remove([record]);
            toast(t("deletedOne", { record: title }), { label: tc("undo"), run: () => void restore([record]) });
            if (list !== undefined) navigate(list);
          } catch (fault) {
            setAsksDelete(false);
            toast(t("notDeleted", { reason: tell(fault) }));
          }
        }}
      >
        <p>{t("confirmDeleteHelp")}</p>
      </ConfirmDialog>
    </div>
  );
}

/** A link for somebody without an account. */
export function CustomerLink(props: {
  readonly object: ShownObject;
  readonly record: RecordJson;
  readonly page: string;
  readonly size?: "sm" | "md";
}) {
  const { object, record, page } = props;
  const t = useTranslations("run.record");
  const tc = useTranslations("common");
  const text = useText();
  const format = useFormatter();
  const tell = useTell(object.name);
  const { documents } = useScope();
  const [link, setLink] = useState<{ url: string; expiresAt: string } | undefined>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const [copied, setCopied] = useState(false);
  const document = Object.hasOwn(documents.page, page) ? documents.page[page] : undefined;
  return (
    <>
      <Button
        icon="link"
        size={props.size ?? "md"}
        isBusy={busy}
        hint={fault}
        onPress={async () => {
          setBusy(true);
          setCopied(false);
          try {
            setLink(await api(`${recordPath(object.name, record.id)}/link`, { body: { page } }));
            setFault(undefined);
          } catch (thrown) {
            setFault(tell(thrown));
          } finally {
            setBusy(false);
          }
        }}
      >
        {t("customerLink")}
      </Button>
      <Dialog
        isOpen={link !== undefined}
        onClose={() => setLink(undefined)}
        title={t("customerLinkTitle")}
        actions={
          <>
            <ButtonLink href={link?.url ?? "#"} target="_blank" icon="external-link">
              {t("openLink")}
            </ButtonLink>
            <Button
              variant="primary"
              icon={copied ? "check" : "copy"}
              onPress={() => {
                void navigator.clipboard?.writeText(link?.url ?? "");
                setCopied(true);
              }}
            >
              {copied ? tc("copied") : t("copyLink")}
            </Button>
          </>
        }
      >
        <TextField label={t("customerLinkTitle")} hideLabel isReadOnly isMono value={link?.url ?? ""} />
        <p className="mt-3 text-muted">
          {link === undefined
            ? ""
            : t("customerLinkHelp", {
                page: text(document?.label, page),
                time: format.dateTime(new Date(link.expiresAt), { dateStyle: "medium", timeStyle: "short" }),
              })}
        </p>
      </Dialog>
    </>
  );
}
