"use client";
import { useTranslations } from "use-intl";
import { IconButton } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";

export type RowAct = "above" | "below" | "duplicate" | "delete" | "up" | "down" | "enable";

/** What can be done to a row; a package's can only be switched off. */
export function RowMenu(props: {
  readonly place: number;
  readonly isLocked: boolean;
  readonly isOff: boolean;
  readonly onAction: (act: RowAct) => void;
}) {
  const t = useTranslations("studio.table");
  const { place, isLocked, isOff } = props;
  return (
    <Menu
      label={t("rowActions", { row: place })}
      placement="bottom end"
      trigger={<IconButton icon="ellipsis" size="sm" label={t("rowActions", { row: place })} />}
      entries={[
        ...(isLocked
          ? []
          : [
              { id: "above", label: t("insertAbove"), icon: "arrow-up" },
              { id: "below", label: t("insertBelow"), icon: "arrow-down" },
              { id: "duplicate", label: t("duplicate"), icon: "copy", shortcut: "⌘D" },
              { id: "up", label: t("moveUp"), shortcut: "⌥↑", divided: true },
              { id: "down", label: t("moveDown"), shortcut: "⌥↓" },
            ]),
        { id: "enable", label: t(isOff ? "enable" : "disable"), icon: isOff ? "circle-check" : "ban", divided: !isLocked },
        ...(isLocked ? [] : [{ id: "delete", label: t("deleteRow"), icon: "trash-2", isDanger: true, shortcut: "Del" }]),
      ]}
      onAction={(act) => props.onAction(act as RowAct)}
    />
  );
}
