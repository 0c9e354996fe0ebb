"use client";
import { useState } from "react";
import { api, Banner, Button, Dialog, SegmentedControl, Select, toast, useTell, useTranslations } from "#components";

const spans = { hour: 1, day: 24, week: 24 * 7, month: 24 * 30 } as const;
type Span = keyof typeof spans;
interface Answer {
  readonly replayed: number;
  readonly more: boolean;
  readonly last: string | null;
}

/** Sends again what failed, or everything, since a time. */
export function ReplayDialog({ id, onClose, onDone }: { readonly id: string; readonly onClose: () => void; readonly onDone: () => void }) {
  const t = useTranslations("run.webhooks");
  const tc = useTranslations("common");
  const tell = useTell();
  const [span, setSpan] = useState<Span>("day");
  const [which, setWhich] = useState<"failed" | "all">("failed");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const send = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      let since = new Date(Date.now() - spans[span] * 3_600_000).toISOString();
      let count = 0;
      for (;;) {
        const answer = await api<Answer>(`/webhooks/${id}/replay`, { body: { since, all: which === "all" } });
        count += answer.replayed;
        if (!answer.more || answer.last === null) break;
        since = answer.last;
      }
      toast(t("replayed", { count }));
      onDone();
      onClose();
    } catch (thrown) {
      setFault(tell(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("replayMany")}
      actions={
        <>
          <Button onPress={onClose}>{tc("cancel")}</Button>
          <Button variant="primary" isBusy={busy} onPress={() => void send()}>
            {t("replay")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <SegmentedControl
          label={t("replayWhich")}
          className="self-start"
          value={which}
          onChange={(next) => setWhich(next as typeof which)}
          items={[
            { id: "failed", label: t("replayFailed") },
            { id: "all", label: t("replayAll") },
          ]}
        />
        <Select
          label={t("replaySince")}
          value={span}
          onChange={(next) => setSpan(next as Span)}
          items={(Object.keys(spans) as Span[]).map((each) => ({ id: each, label: t(`span.${each}`) }))}
        />
        <p className="text-sm text-muted">{t("replayHelp")}</p>
        {fault === undefined ? null : <Banner tone="danger" title={fault} />}
      </div>
    </Dialog>
  );
}
