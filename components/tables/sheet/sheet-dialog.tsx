"use client";
import { nanoid } from "nanoid";
import { useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useStudio } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { toast } from "../../ui/toaster.tsx";
import type { Column } from "../column.ts";
import type { Band } from "../rows.ts";
import { type Unreadable, readFile } from "./file.ts";
import { type SheetRead, type Unfit, sheetToRows } from "./rows-in.ts";
import { SheetPreview } from "./sheet-preview.tsx";
import { takeSheet } from "./take-sheet.ts";

type Came =
  | { readonly is: "read"; readonly name: string; readonly read: SheetRead }
  | { readonly is: "unreadable"; readonly name: string; readonly reason: Unreadable | Unfit; readonly why: string };

/** A file's rows held against the table: what would change, before it does. */
export function SheetDialog(props: {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly bands: readonly Band[];
  readonly places: ReadonlyMap<string, number>;
  readonly onClose: () => void;
}) {
  const { table, columns } = props;
  const t = useTranslations("studio.tables.sheet");
  const c = useTranslations("common");
  const td = useTranslations("studio");
  const text = useText();
  const locale = useLocale();
  const { workspace, announce } = useStudio();
  const input = useRef<HTMLInputElement>(null);
  const [came, setCame] = useState<Came>();
  const [isBusy, setBusy] = useState(false);
  const [isOver, setOver] = useState(false);
  const [removes, setRemoves] = useState(false);
  const [reorders, setReorders] = useState(false);
  const own = props.bands[0]?.rows ?? [];

  const look = async (file: File): Promise<void> => {
    setBusy(true);
    setRemoves(false);
    setReorders(false);
    try {
      const found = await readFile(file);
      if ("unreadable" in found) {
        setCame({ is: "unreadable", name: file.name, reason: found.unreadable, why: found.why ?? "" });
        return;
      }
      const read = sheetToRows(found.matrix, table, columns, own, () => nanoid(10), locale);
      setCame("unfit" in read ? { is: "unreadable", name: file.name, reason: read.unfit, why: "" } : { is: "read", name: file.name, read });
    } finally {
      setBusy(false);
    }
  };

  const read = came?.is === "read" ? came.read : undefined;
  const count = read === undefined ? 0 : read.changed.length + read.added.length + (removes ? read.missing.length : 0);
  const hasSomething = count > 0 || reorders;
  const take = (): void => {
    if (read === undefined || came === undefined) return;
    const commands = takeSheet(read, table, own, `table/${table.name}`, { removes, reorders });
    if (!workspace.run({ key: "takeSheet", values: { table: text(table.label, table.name), count } }, commands)) return;
    const said = t("taken", { count, file: came.name });
    announce(said);
    toast(said, { label: td("undo"), run: () => void workspace.undo() });
    props.onClose();
  };

  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t("title")}
      width={920}
      actions={
        <>
          {came === undefined ? null : (
            <Button variant="ghost" icon="upload" isBusy={isBusy} onPress={() => input.current?.click()}>
              {t("another")}
            </Button>
          )}
          <span className="flex-1" />
          <Button onPress={props.onClose}>{c("cancel")}</Button>
          <Button variant="primary" isDisabled={!hasSomething} onPress={take}>
            {count === 0 && reorders ? t("takeOrder") : t("take", { count })}
          </Button>
        </>
      }
    >
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,text/csv"
        aria-label={t("choose")}
        className="hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) void look(file);
          event.target.value = "";
        }}
      />
      {came === undefined ? (
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
            if (file !== undefined) void look(file);
          }}
          className={cx(
            "flex flex-col items-start gap-2 rounded-lg border border-dashed p-6",
            isOver ? "border-accent bg-accent-soft" : "border-line-control bg-surface-sunken",
          )}
        >
          <span className="font-medium">{t("drop")}</span>
          <span className="text-muted">{t("dropHelp")}</span>
          <Button icon="upload" isBusy={isBusy} className="mt-2" onPress={() => input.current?.click()}>
            {isBusy ? t("reading") : t("choose")}
          </Button>
        </div>
      ) : came.is === "unreadable" ? (
        <Banner tone="danger" title={t(`unreadable.${came.reason}`, { why: came.why })}>
          <p>
            <span className="font-medium">{came.name}</span> · {t("unreadableHelp")}
          </p>
        </Banner>
      ) : (
        <div className="flex flex-col gap-4">
          {came.read.hasIds ? null : <Banner tone="warning" title={t("noIds")} />}
          {came.read.ignored.length === 0 ? null : (
            <Banner
              tone="warning"
              title={t("ignored", { count: came.read.ignored.length, heads: came.read.ignored.slice(0, 12).join(" · ") })}
            />
          )}
          {came.read.missing.length === 0 && came.read.moved === 0 ? null : (
            <div className="flex flex-col gap-1 border-b border-line pb-3">
              {came.read.missing.length === 0 ? null : (
                <Checkbox isSelected={removes} onChange={setRemoves}>
                  {t("remove", { count: came.read.missing.length })}
                </Checkbox>
              )}
              {came.read.moved === 0 ? null : (
                <Checkbox isSelected={reorders} onChange={setReorders}>
                  {t("reorder", { count: came.read.moved })}
                </Checkbox>
              )}
            </div>
          )}
          {isSame(came.read) ? (
            <EmptyState title={t("nothing")}>{t("nothingHelp")}</EmptyState>
          ) : (
            <SheetPreview read={came.read} places={props.places} isRemoving={removes} table={table} columns={columns} />
          )}
        </div>
      )}
    </Dialog>
  );
}

const isSame = ({ changed, added, missing, rejected, moved }: SheetRead): boolean =>
  changed.length + added.length + missing.length + rejected.length + moved === 0;
