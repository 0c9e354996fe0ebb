"use client";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslations } from "use-intl";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";
import type { DialogProps } from "./dialog.tsx";

/** A dialog, drawn; its code comes with the first that is opened (dialog.tsx). */
export function DrawnDialog(props: DialogProps) {
  const t = useTranslations("common");
  return (
    <ModalOverlay
      isOpen={props.isOpen}
      onOpenChange={(open) => !open && props.onClose()}
      isDismissable={props.role !== "alertdialog"}
      className={cx(
        "fixed inset-0 z-30 flex bg-[rgb(20_24_26/.36)] transition-opacity duration-[var(--motion-slow)] data-entering:opacity-0 data-exiting:opacity-0",
        props.side === undefined && "items-start justify-center overflow-auto p-4 pt-[10vh]",
        props.side === "start" && "justify-start",
        props.side === "end" && "justify-end",
        props.side === "bottom" && "flex-col justify-end",
      )}
    >
      <Modal
        style={{ maxWidth: props.width ?? (props.side === undefined ? 480 : 372) }}
        className={cx(
          "floats flex w-full flex-col bg-surface-raised shadow-3",
          props.side === undefined && "max-h-[80vh] rounded-xl",
          (props.side === "start" || props.side === "end") && "h-full",
          props.side === "bottom" && "max-h-[85vh] !max-w-none rounded-t-xl",
        )}
      >
        <AriaDialog role={props.role ?? "dialog"} className="flex min-h-0 flex-1 flex-col outline-none">
          <div className="flex h-12 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
            <Heading slot="title" className="ellipsis flex-1 text-lg font-semibold">
              {props.title}
            </Heading>
            <IconButton icon="x" label={t("close")} size="sm" onPress={props.onClose} />
          </div>
          <div className={cx("min-h-0 flex-1 overflow-auto p-4", props.bodyClassName)}>{props.children}</div>
          {props.actions === undefined ? null : (
            <div className="flex flex-none justify-end gap-2 border-t border-line px-4 py-3">{props.actions}</div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
