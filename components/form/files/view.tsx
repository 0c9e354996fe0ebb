"use client";
import { useLocale, useTranslations } from "use-intl";
import { filesIn, sizeText } from "../../data/files.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { IconButton } from "../../ui/button.tsx";
import { FileDrop } from "../file-drop.tsx";
import { InputFrame } from "../input-frame.tsx";
import { FileName } from "../read-files/display.tsx";
import { UploadLine } from "../upload-line.tsx";
import { useUploads } from "../uploads.ts";
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
          accept={accept}
          isMultiple={maxFiles > 1}
          isReadOnly={bound.isReadOnly}
          isInvalid={bound.error !== undefined}
          isFull={there.length >= maxFiles}
          button={t("addFile")}
          icon="paperclip"
          onFiles={send}
        >
          {there.length === 0 ? null : (
            <ul className="flex flex-col">
              {there.map((file, at) => (
                <li key={file.id} className="flex min-h-8 items-center gap-1 border-b border-line last:border-b-0">
                  <FileName file={file} />
                  <span className="num flex-1 pl-1 text-sm whitespace-nowrap text-faint">{sizeText(file.size, locale)}</span>
                  {bound.isReadOnly ? null : (
                    <>
                      {there.length < 2 ? null : (
                        <>
                          <IconButton
                            icon="chevron-up"
                            size="sm"
                            label={t("moveUp", { name: file.name })}
                            isDisabled={at === 0}
                            onPress={() => move(at, at - 1)}
                          />
                          <IconButton
                            icon="chevron-down"
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
                    </>
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
