"use client";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";

/** Where a file of rows is dropped or chosen. */
export function DropFile({ isBusy, onFile }: { readonly isBusy: boolean; readonly onFile: (file: File) => void }) {
  const t = useTranslations("run.import");
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined) onFile(file);
      }}
      className={cx(
        "flex flex-col items-start gap-3 rounded-lg border border-dashed p-6",
        over ? "border-accent bg-accent-soft" : "border-line-control bg-surface-sunken",
      )}
    >
      <span className="font-medium">{t("drop")}</span>
      <span className="text-muted">{t("dropHelp")}</span>
      <Button variant="primary" icon="upload" isDisabled={isBusy} onPress={() => input.current?.click()}>
        {isBusy ? t("reading") : t("choose")}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,text/csv"
        aria-label={t("choose")}
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = "";
        }}
      />
    </div>
  );
}
