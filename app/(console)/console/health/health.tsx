"use client";
import { Button, Card, Chip, useNavigation, useTranslations } from "#components";

export function Health(props: {
  readonly database: boolean;
  readonly migrations: boolean;
  /** absent: this process only answers */
  readonly worker?: boolean;
  readonly lanes: { readonly lanes: number; readonly busy: number; readonly queued: number };
}) {
  const t = useTranslations("run.console");
  const { refresh } = useNavigation();
  const parts = [
    { name: t("database"), ok: props.database, detail: "" },
    { name: t("migrations"), ok: props.migrations, detail: "" },
    ...(props.worker === undefined ? [] : [{ name: t("worker"), ok: props.worker, detail: "" }]),
    { name: t("lanes"), ok: props.lanes.queued === 0, detail: `${props.lanes.busy} / ${props.lanes.lanes}` },
  ];
  return (
    <>
      <header className="flex h-14 flex-none items-center gap-2 border-b border-line bg-surface px-4 sm:px-6">
        <h1 className="text-xl font-semibold">{t("health")}</h1>
        <span className="flex-1" />
        <Button icon="refresh-cw" onPress={refresh}>
          {t("refresh")}
        </Button>
      </header>
      <div className="p-4 sm:p-6">
        <Card id="parts" title={parts.every((part) => part.ok) ? t("ready") : t("notReady")} className="max-w-[560px]">
          <ul>
            {parts.map((part) => (
              <li key={part.name} className="flex min-h-9 items-center gap-2 border-line px-4 not-first:border-t">
                <span className="flex-1">{part.name}</span>
                <span className="num text-muted">{part.detail}</span>
                <Chip tone={part.ok ? "success" : "warning"} dot>
                  {part.ok ? t("ok") : t("notOk")}
                </Chip>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}
