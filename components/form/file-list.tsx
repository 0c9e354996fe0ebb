"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { filesIn, type FileValue } from "../data/files.ts";
import type { BoundField } from "../render/form-state.tsx";
import { IconButton } from "../ui/button.tsx";
import { FileDrop } from "./file-drop.tsx";
import { InputFrame } from "./input-frame.tsx";
import { UploadLine } from "./upload-line.tsx";
import { useUploads } from "./uploads.ts";

/** Files of a field, sent as soon as they are chosen or dropped, in an order that people may change. */
export function FileList({
  bound,
  className,
  most,
  otherwise = [],
  isReplaced = false,
  button,
  icon,
  arrows: [back, on],
  listClassName,
  children,
}: {
  readonly bound: BoundField;
  readonly className: string | undefined;
  /** how many it may have */
  readonly most: number;
  /** what is taken where the field does not say */
  readonly otherwise?: readonly string[];
  /** a single one gives way to the next */
  readonly isReplaced?: boolean;
  readonly button: string;
  readonly icon: string;
  /** to a place before and behind */
  readonly arrows: readonly [string, string];
  readonly listClassName: string;
  /** draws one, with the buttons that move and remove it; they are null where nothing may be changed */
  readonly children: (file: FileValue, buttons: ReactNode) => ReactNode;
}) {
  const t = useTranslations("run.inputs");
  const { uploads, send, leave, put, accept } = useUploads(bound, most);
  const there = filesIn(bound.value);
  const move = (at: number, to: number) => {
    const next = [...there];
    next.splice(to, 0, ...next.splice(at, 1));
    put(next);
  };
  const buttons = (file: FileValue, at: number) =>
    bound.isReadOnly ? null : (
      <>
        {there.length < 2 ? null : (
          <>
            <IconButton
              icon={back}
              size="sm"
              label={t("moveUp", { name: file.name })}
              isDisabled={at === 0}
              onPress={() => move(at, at - 1)}
            />
            <IconButton
              icon={on}
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
    );
  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {(ids) => (
        <FileDrop
          ids={ids}
          accept={accept.length > 0 ? accept : otherwise}
          isMultiple={most > 1}
          isReadOnly={bound.isReadOnly}
          isInvalid={bound.error !== undefined}
          isFull={there.length >= most && !(isReplaced && most === 1)}
          button={button}
          icon={icon}
          onFiles={send}
        >
          {there.length === 0 ? null : <ul className={listClassName}>{there.map((file, at) => children(file, buttons(file, at)))}</ul>}
          {uploads.map((upload) => (
            <UploadLine key={upload.key} upload={upload} onLeave={() => leave(upload.key)} />
          ))}
          {bound.isReadOnly && there.length === 0 ? <span className="text-faint">–</span> : null}
        </FileDrop>
      )}
    </InputFrame>
  );
}
