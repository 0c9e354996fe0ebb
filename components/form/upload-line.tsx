"use client";
import { useTranslations } from "use-intl";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Upload } from "./uploads.ts";

/** A file on its way, with how far it is; or why it was not taken. */
export function UploadLine({ upload, onLeave }: { readonly upload: Upload; readonly onLeave: () => void }) {
  const t = useTranslations("run.inputs");
  const { name, share, fault } = upload;
  return (
    <div className="flex min-h-8 items-center gap-2">
      <Icon name={fault === undefined ? "upload" : "circle-alert"} className={fault === undefined ? "text-muted" : "text-danger"} />
      <span className="ellipsis min-w-0 flex-1">{name}</span>
      {fault === undefined ? (
        <span
          role="progressbar"
          aria-label={t("sending", { name })}
          aria-valuenow={Math.round(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1.5 w-24 flex-none overflow-hidden rounded-full bg-surface-active"
        >
          <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
        </span>
      ) : (
        <span role="alert" className="text-sm text-danger">
          {fault}
        </span>
      )}
      <IconButton icon="x" size="sm" label={fault === undefined ? t("stopSending", { name }) : t("remove", { name })} onPress={onLeave} />
    </div>
  );
}
