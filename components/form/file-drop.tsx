"use client";
import { useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import type { FrameIds } from "./input-frame.tsx";

/** Where files are dropped or pasted, with a button that asks for them. */
export function FileDrop(props: {
  readonly ids: FrameIds;
  readonly accept: readonly string[];
  readonly isMultiple: boolean;
  readonly isReadOnly: boolean;
  readonly isInvalid: boolean;
  readonly button: string;
  readonly icon: string;
  readonly onFiles: (files: Iterable<File>) => void;
  /** no more fit: only what is there is shown */
  readonly isFull: boolean;
  readonly children?: ReactNode;
}) {
  const t = useTranslations("run.inputs");
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(0);
  const closed = props.isReadOnly || props.isFull;
  return (
    <div
      className={cx(
        "flex min-w-0 flex-col gap-2 rounded-md border border-dashed p-2",
        over > 0 && !closed ? "border-accent bg-accent-soft" : props.isInvalid ? "border-danger-fill" : "border-line-strong",
        props.isReadOnly && "border-solid border-line bg-surface-sunken",
      )}
      onDragEnter={() => setOver((count) => count + 1)}
      onDragLeave={() => setOver((count) => Math.max(0, count - 1))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        setOver(0);
        if (!closed) props.onFiles([...event.dataTransfer.files]);
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length > 0 && !closed) {
          event.preventDefault();
          props.onFiles(files);
        }
      }}
    >
      {props.children}
      {closed ? null : (
        <div className="flex flex-wrap items-center gap-2">
          <input
            ref={input}
            type="file"
            hidden
            data-files={props.ids.control}
            accept={props.accept.join(",")}
            multiple={props.isMultiple}
            onChange={(event) => {
              props.onFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <Button size="sm" icon={props.icon} onPress={() => input.current?.click()}>
            {props.button}
          </Button>
          <span className="text-sm text-muted max-sm:hidden">{t("orDrop")}</span>
        </div>
      )}
    </div>
  );
}
