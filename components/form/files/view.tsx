"use client";
import { useLocale, useTranslations } from "use-intl";
import { sizeText } from "../../data/size-text.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { FileList } from "../file-list.tsx";
import { FileName } from "../read-files/display.tsx";
import type { files } from "./definition.ts";

/** Files, sent as soon as they are chosen or dropped; the record keeps them when it is saved. */
export const Files: View<typeof files> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const locale = useLocale();
  const { maxFiles = 10 } = bound.field.settings as { maxFiles?: number };
  return (
    <FileList
      bound={bound}
      className={className}
      most={maxFiles}
      button={t("addFile")}
      icon="paperclip"
      arrows={["chevron-up", "chevron-down"]}
      listClassName="flex flex-col"
    >
      {(file, buttons) => (
        <li key={file.id} className="flex min-h-8 items-center gap-1 border-b border-line last:border-b-0">
          <FileName file={file} />
          <span className="num flex-1 pl-1 text-sm whitespace-nowrap text-faint">{sizeText(file.size, locale)}</span>
          {buttons}
        </li>
      )}
    </FileList>
  );
}
