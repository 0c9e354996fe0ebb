"use client";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

/**
 * Asks once more before something that cannot be undone.
 * It stays open while the deed is done, and who asks closes it; a deed that fails says why in `fault`.
 */
export function ConfirmDialog(props: {
  readonly isOpen?: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** what happens, as the word on the button: "Delete 14 orders" */
  readonly deed: string;
  readonly onConfirm: () => void | Promise<unknown>;
  /** "primary": it takes nothing away */
  readonly tone?: "danger" | "primary";
  /** not yet known whether it can be done */
  readonly isDisabled?: boolean;
  readonly fault?: string | undefined;
  /** what comes of it */
  readonly children?: ReactNode;
}) {
  const t = useTranslations("common");
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await props.onConfirm();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen={props.isOpen ?? true}
      role="alertdialog"
      onClose={props.onClose}
      title={props.title}
      actions={
        <>
          <Button onPress={props.onClose}>{t("cancel")}</Button>
          <Button
            variant={props.tone === "primary" ? "primary" : "danger-filled"}
            isBusy={isBusy}
            isDisabled={props.isDisabled === true}
            onPress={() => void confirm()}
          >
            {props.deed}
          </Button>
        </>
      }
    >
      {props.children}
      {props.fault === undefined ? null : <Banner tone="danger" title={props.fault} />}
    </Dialog>
  );
}
