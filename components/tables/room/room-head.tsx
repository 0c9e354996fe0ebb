"use client";
import { useTranslations } from "use-intl";
import { hitPolicies } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Select } from "../../ui/select.tsx";
import type { OpenTable } from "./use-open-table.ts";

/** Which table it is, and which of its rows decide. */
export function RoomHead(props: {
  readonly open: OpenTable;
  /** the tester stands beside the sheet where there is room for both */
  readonly hasTester: boolean;
  /** given where the tester can be opened */
  readonly onTester: (() => void) | undefined;
}) {
  const { open, hasTester, onTester } = props;
  const t = useTranslations("studio.table");
  const td = useTranslations("studio");
  const text = useText();
  const { table, key, run } = open;
  return (
    <div className="flex h-13 flex-none items-center gap-2 px-4">
      <h1 className="ellipsis text-lg font-semibold">{text(table.label, table.name)}</h1>
      <span className="font-mono text-sm text-faint max-md:hidden">{table.name}</span>
      <span className="flex-1" />
      <span className="flex-none text-sm text-muted max-md:hidden" aria-hidden="true">
        {t("hit")}
      </span>
      <Select
        label={t("hit")}
        hideLabel
        size="sm"
        className="w-52 min-w-28"
        items={hitPolicies.map((id) => ({ id, label: t(`hits.${id}`) }))}
        value={table.hit}
        onChange={(hit) => run("setHit", { do: "set", document: key, path: ["hit"], value: hit })}
      />
      {onTester === undefined ? null : (
        <Button size="sm" icon="flask-conical" className={cx(hasTester && "md:hidden")} onPress={onTester}>
          {td("tester.title")}
        </Button>
      )}
    </div>
  );
}
