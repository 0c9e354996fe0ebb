"use client";
import { useTranslations } from "use-intl";
import type { Problem } from "#metadata";
import { Button, IconButton } from "../../ui/button.tsx";
import type { Analysis } from "../analysis/use-analysis.ts";
import { FindingsSummary } from "../findings-summary.tsx";
import type { Spot } from "../grid.tsx";
import { SheetMenu } from "../sheet/sheet-menu.tsx";
import type { RowDeeds } from "./row-deeds.ts";
import type { OpenTable } from "./use-open-table.ts";

/** The tool bar over the rows. */
export function RulesBar(props: {
  readonly open: OpenTable;
  readonly spot: Spot | undefined;
  readonly deeds: RowDeeds;
  readonly analysis: Analysis;
  readonly problems: readonly Problem[];
  readonly onPaste: () => void;
}) {
  const t = useTranslations("studio.table");
  const td = useTranslations("studio");
  const { open, deeds } = props;
  // rows of a package are neither copied nor removed, and none is added among them
  const row = props.spot !== undefined && open.own.includes(props.spot.row) ? props.spot.row : undefined;
  return (
    <div className="flex h-12 flex-none items-center gap-2 border-b border-line px-4">
      <Button size="sm" icon="plus" onPress={() => deeds.add(row)}>
        {t("addRow")}
      </Button>
      <Button size="sm" icon="clipboard" onPress={props.onPaste}>
        {td("paste.button")}
      </Button>
      <SheetMenu table={open.table} columns={open.columns} bands={open.bands} places={open.places} />
      <IconButton
        size="sm"
        icon="copy"
        label={t("duplicate")}
        shortcut="⌘D"
        isDisabled={row === undefined}
        onPress={() => row !== undefined && deeds.duplicate(row)}
      />
      <IconButton
        size="sm"
        icon="trash-2"
        label={t("deleteRow")}
        isDisabled={row === undefined}
        onPress={() => row !== undefined && deeds.remove(row)}
      />
      <span className="flex-1" />
      <span className="num text-sm text-muted">{t("rowCount", { count: open.places.size })}</span>
      <FindingsSummary analysis={props.analysis} problems={props.problems} />
    </div>
  );
}
