"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { api } from "../../data/api.ts";
import type { ShownObject } from "../../render/object.ts";
import { usePeopleFound } from "../../render/people.ts";
import { recordPath } from "../../render/record-data.ts";
import { useTell } from "../../render/say.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { DateField } from "../../ui/date-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { toast } from "../../ui/toaster.tsx";
import { AccessPanel } from "./access-panel.tsx";
import { useHolderName, useTeams } from "./holder-name.ts";

interface Props {
  readonly object: ShownObject;
  readonly id: string;
  readonly title: string;
  /** without it only the reasons are shown */
  readonly mayShare: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Who one record is shared with, and why somebody may see it. */
export function ShareDialog({ object, id, title, mayShare, isOpen, onClose }: Props) {
  const t = useTranslations("run.share");
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      width={560}
      title={t(mayShare ? "title" : "whyTitle", { record: title })}
      bodyClassName="min-h-80"
    >
      {mayShare ? (
        <Tabs
          label={t("title", { record: title })}
          listClassName="px-0"
          panelClassName="pt-4"
          items={[
            { id: "shares", label: t("shared"), content: <Shares object={object} id={id} /> },
            { id: "why", label: t("why"), content: <AccessPanel object={object} id={id} /> },
          ]}
        />
      ) : (
        <AccessPanel object={object} id={id} />
      )}
    </Dialog>
  );
}

interface Share {
  readonly holder: string;
  readonly level: "read" | "update";
  readonly until?: string;
}

function Shares({ object, id }: { readonly object: ShownObject; readonly id: string }) {
  const t = useTranslations("run.share");
  const tc = useTranslations("common");
  const format = useFormatter();
  const tell = useTell(object.name);
  const cache = useQueryClient();
  const path = `${recordPath(object.name, id)}/shares`;
  const key = ["shares", object.name, id];
  const shares = useQuery({ queryKey: key, queryFn: () => api<{ data: Share[] }>(path), retry: false });
  const nameOf = useHolderName(shares.data?.data.map(({ holder }) => holder) ?? []);
  const [typed, setTyped] = useState("");
  const [holder, setHolder] = useState<string | null>(null);
  const [level, setLevel] = useState<Share["level"]>("read");
  const [until, setUntil] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const people = usePeopleFound(holder === null ? typed : "");
  const teams = useTeams();
  const wanted = holder === null ? typed.trim().toLocaleLowerCase() : "";
  const items = [
    ...people.map((each) => ({ id: `user:${each.id}`, label: each.name, avatar: each.name })),
    ...teams
      .filter((each) => each.name.toLocaleLowerCase().includes(wanted))
      .slice(0, 20)
      .map((each) => ({ id: `team:${each.id}`, label: each.name, description: t("team"), icon: "users" })),
  ];
  const trouble = (thrown: unknown) => tell(thrown);
  const refresh = async () => {
    await Promise.all([cache.invalidateQueries({ queryKey: key }), cache.invalidateQueries({ queryKey: ["access", object.name, id] })]);
  };
  const add = async () => {
    if (holder === null) return;
    setBusy(true);
    try {
      // to the end of that day, here
      const end = until === undefined ? {} : { until: new Date(`${until}T23:59:59`).toISOString() };
      await api(path, { body: { holder, level, ...end } });
      setHolder(null);
      setTyped("");
      setUntil(undefined);
      setFault(undefined);
      await refresh();
    } catch (thrown) {
      setFault(trouble(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[minmax(0,1fr)_140px_160px]">
        <ComboBox
          label={t("with")}
          className="col-span-2 sm:col-span-1"
          items={items}
          value={holder}
          inputValue={typed}
          placeholder={t("search")}
          onInputChange={(next) => {
            setTyped(next);
            if (holder !== null && next !== items.find((each) => each.id === holder)?.label) setHolder(null);
          }}
          onChange={(next) => {
            if (next === null) return;
            setHolder(next);
            setTyped(items.find((each) => each.id === next)?.label ?? "");
          }}
          error={fault}
          empty={t("noMatch")}
        />
        <Select
          label={t("level")}
          items={[
            { id: "read", label: t("read") },
            { id: "update", label: t("update") },
          ]}
          value={level}
          onChange={(next) => setLevel(next as Share["level"])}
        />
        <DateField label={t("until")} value={until} onChange={setUntil} />
      </div>
      <Button variant="primary" className="self-end max-sm:w-full" isDisabled={holder === null} isBusy={busy} onPress={() => void add()}>
        {t("add")}
      </Button>
      {shares.isError ? (
        <Banner tone="danger" title={t("failed")}>
          {trouble(shares.error)}
        </Banner>
      ) : shares.data === undefined ? (
        <Skeleton rows={2} height={44} />
      ) : shares.data.data.length === 0 ? (
        <EmptyState title={t("nobody")} className="px-0">
          {t("nobodyHelp")}
        </EmptyState>
      ) : (
        <ul className="border-t border-line">
          {shares.data.data.map((share) => (
            <li key={share.holder} className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line py-1">
              {share.holder.startsWith("user:") ? (
                <Avatar name={nameOf(share.holder)} />
              ) : (
                <span className="grid size-6 flex-none place-items-center text-muted">
                  <Icon name="users" />
                </span>
              )}
              <span className="min-w-0 flex-1 ellipsis">{nameOf(share.holder)}</span>
              {share.until === undefined ? null : (
                <span className="num text-sm text-muted">
                  {t("untilDay", { day: format.dateTime(new Date(share.until), { dateStyle: "medium" }) })}
                </span>
              )}
              <Chip>{t(share.level)}</Chip>
              <IconButton
                icon="x"
                label={t("unshare", { name: nameOf(share.holder) })}
                size="sm"
                variant="ghost"
                onPress={async () => {
                  try {
                    await api(`${path}/${encodeURIComponent(share.holder)}`, { method: "DELETE" });
                    const { holder: back, level: was, until: end } = share;
                    toast(t("taken", { name: nameOf(back) }), {
                      label: tc("undo"),
                      run: () =>
                        void api(path, { body: { holder: back, level: was, ...(end === undefined ? {} : { until: end }) } }).then(refresh),
                    });
                    await refresh();
                  } catch (thrown) {
                    setFault(trouble(thrown));
                  }
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
