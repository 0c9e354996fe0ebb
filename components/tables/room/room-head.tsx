"use client";
import { useTranslations } from "use-intl";
import { hitPolicies } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import type { OpenTable } from "./use-open-table.ts";

/** Which table it is, and which of its rows decide. `onTester`: given where the tester can be opened. */
export function RoomHead({ open, onTester }: { readonly open: OpenTable; readonly onTester: (() => void) | undefined }) {
  const t = useTranslations("studio.table");
  const td = useTranslations("studio");
  const text = useText();
  const { table, key, run } = open;
  return (
    <div className="flex h-13 flex-none items-center gap-2 px-4">
      <h1 className="text-lg font-semibold">{text(table.label, table.name)}</h1>
      <span className="font-mono text-sm text-faint">{table.name}</span>
      <span className="flex-1" />
      <span className="text-sm text-muted" aria-hidden="true">
        {t("hit")}
      </span>
      <Select
        label={t("hit")}
        hideLabel
        size="sm"
        className="w-52"
        items={hitPolicies.map((id) => ({ id, label: t(`hits.${id}`) }))}
        value={table.hit}
        onChange={(hit) => run("setHit", { do: "set", document: key, path: ["hit"], value: hit })}
      />
      {onTester === undefined ? null : (
        <Button size="sm" icon="flask-conical" onPress={onTester}>
          {td("tester.title")}
        </Button>
      )}
    </div>
  );
}
