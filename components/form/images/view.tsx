"use client";
import { useTranslations } from "use-intl";
import { filesIn } from "../../data/files.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { FileList } from "../file-list.tsx";
import { Thumb } from "../read-images/display.tsx";
import type { images } from "./definition.ts";

/** Pictures, sent as soon as they are chosen or dropped. */
export const Images: View<typeof images> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const { maxFiles = 1 } = bound.field.settings as { maxFiles?: number };
  return (
    <FileList
      bound={bound}
      className={className}
      most={maxFiles}
      otherwise={["image/*"]}
      isReplaced
      button={maxFiles === 1 && filesIn(bound.value).length === 1 ? t("replaceImage") : t("addImage")}
      icon="image"
      arrows={["chevron-left", "chevron-right"]}
      listClassName="flex flex-wrap gap-2"
    >
      {(file, buttons) => (
        <li key={file.id} className="flex flex-col gap-0.5">
          <Thumb file={file} size={96} />
          {buttons === null ? null : <span className="flex justify-center">{buttons}</span>}
        </li>
      )}
    </FileList>
  );
}
