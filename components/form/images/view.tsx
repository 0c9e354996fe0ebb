"use client";
import { useTranslations } from "use-intl";
import { filesIn } from "../../data/files.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { IconButton } from "../../ui/button.tsx";
import { FileDrop } from "../file-drop.tsx";
import { InputFrame } from "../input-frame.tsx";
import { Thumb } from "../read-images/display.tsx";
import { UploadLine } from "../upload-line.tsx";
import { useUploads } from "../uploads.ts";
import type { images } from "./definition.ts";

/** Pictures, sent as soon as they are chosen or dropped. */
export const Images: View<typeof images> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const { maxFiles = 1 } = bound.field.settings as { maxFiles?: number };
  const { uploads, send, leave, put, accept } = useUploads(bound, maxFiles);
  const there = filesIn(bound.value);
  const move = (at: number, to: number) => {
    const next = [...there];
    next.splice(to, 0, ...next.splice(at, 1));
    put(next);
  };
  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {(ids) => (
        <FileDrop
          ids={ids}
          accept={accept.length > 0 ? accept : ["image/*"]}
          isMultiple={maxFiles > 1}
          isReadOnly={bound.isReadOnly}
          isInvalid={bound.error !== undefined}
          isFull={maxFiles > 1 && there.length >= maxFiles}
          button={maxFiles === 1 && there.length === 1 ? t("replaceImage") : t("addImage")}
          icon="image"
          onFiles={send}
        >
          {there.length === 0 ? null : (
            <ul className="flex flex-wrap gap-2">
              {there.map((file, at) => (
                <li key={file.id} className="flex flex-col gap-0.5">
                  <Thumb file={file} size={96} />
                  {bound.isReadOnly ? null : (
                    <span className="flex justify-center">
                      {there.length < 2 ? null : (
                        <>
                          <IconButton
                            icon="chevron-left"
                            size="sm"
                            label={t("moveUp", { name: file.name })}
                            isDisabled={at === 0}
                            onPress={() => move(at, at - 1)}
                          />
                          <IconButton
                            icon="chevron-right"
                            size="sm"
                            label={t("moveDown", { name: file.name })}
                            isDisabled={at === there.length - 1}
                            onPress={() => move(at, at + 1)}
                          />
                        </>
                      )}
                      <IconButton
                        icon="x"
                        size="sm"
                        label={t("remove", { name: file.name })}
                        onPress={() => put(there.filter((each) => each.id !== file.id))}
                      />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
          {uploads.map((upload) => (
            <UploadLine key={upload.key} upload={upload} onLeave={() => leave(upload.key)} />
          ))}
          {bound.isReadOnly && there.length === 0 ? <span className="text-faint">–</span> : null}
        </FileDrop>
      )}
    </InputFrame>
  );
}
