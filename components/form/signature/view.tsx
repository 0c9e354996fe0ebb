"use client";
import { useEffect, useRef, useState, type PointerEvent } from "react";
import { useTranslations } from "use-intl";
import { filesIn } from "../../data/files.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { useScope } from "../../render/scope.tsx";
import type { View } from "../../render/view.ts";
import { Button } from "../../ui/button.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { InputFrame } from "../input-frame.tsx";
import { Thumb } from "../read-images/display.tsx";
import { UploadLine } from "../upload-line.tsx";
import { useUploads } from "../uploads.ts";
import type { signature } from "./definition.ts";

const width = 480;
const height = 160;

/** A name drawn by hand, or typed by those who cannot draw: a picture either way. */
export const Signature: View<typeof signature> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const { user } = useScope();
  const one = { ...bound, onChange: (value: unknown) => bound.onChange(Array.isArray(value) ? value[0] : value) };
  const { uploads, send, leave, isBusy } = useUploads(one, 1);
  const [file] = filesIn(bound.value);
  const [mode, setMode] = useState("draw");
  const [name, setName] = useState(user.name ?? "");
  const [isDrawn, setDrawn] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ readonly x: number; readonly y: number }>(undefined);

  const pen = () => {
    const context = canvas.current?.getContext("2d") ?? undefined;
    if (context !== undefined) {
      context.lineWidth = 2.5;
      context.lineCap = "round";
      context.lineJoin = "round";
      // ink on paper, in the dark as well: the picture is kept
      context.strokeStyle = "#1c1917";
      context.fillStyle = "#1c1917";
    }
    return context;
  };
  const clear = () => {
    pen()?.clearRect(0, 0, width, height);
    setDrawn(false);
  };
  useEffect(() => {
    if (mode !== "type" || file !== undefined) return;
    const context = pen();
    if (context === undefined) return;
    context.clearRect(0, 0, width, height);
    context.font = `italic 48px "Snell Roundhand", "Segoe Script", "KaiTi", "STKaiti", cursive`;
    context.textBaseline = "middle";
    context.fillText(name, 24, height / 2, width - 48);
    setDrawn(name.trim() !== "");
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `pen` only reads the canvas
  }, [mode, name, file]);
  const point = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * width, y: ((event.clientY - box.top) / box.height) * height };
  };
  const sign = () =>
    canvas.current?.toBlob((blob) => {
      if (blob !== null) send([new File([blob], "signature.png", { type: "image/png" })]);
    }, "image/png");

  return (
    <InputFrame bound={bound} isGroup className={className} onBlur={bound.onBlur}>
      {() =>
        file !== undefined ? (
          <div className="flex items-end gap-2">
            <span className="rounded-md bg-white">
              <Thumb file={file} size={96} />
            </span>
            {bound.isReadOnly ? null : (
              <Button
                size="sm"
                icon="eraser"
                onPress={() => {
                  bound.onChange(undefined);
                  setDrawn(false);
                }}
              >
                {t("signAgain")}
              </Button>
            )}
          </div>
        ) : bound.isReadOnly ? (
          <span className="text-faint">–</span>
        ) : (
          <div className="flex w-full max-w-120 flex-col gap-2">
            <SegmentedControl
              label={t("signMode", { field: bound.label })}
              size="sm"
              value={mode}
              onChange={(next) => {
                setMode(next);
                clear();
              }}
              items={[
                { id: "draw", label: t("draw") },
                { id: "type", label: t("typeName") },
              ]}
              className="self-start"
            />
            {mode === "type" ? <TextField label={t("yourName")} value={name} onChange={setName} maxLength={60} /> : null}
            <canvas
              ref={canvas}
              width={width}
              height={height}
              role="img"
              aria-label={t("signHere", { field: bound.label })}
              className="aspect-[3/1] w-full touch-none rounded-md border border-line-strong bg-white"
              onPointerDown={(event) => {
                if (mode !== "draw") return;
                event.currentTarget.setPointerCapture?.(event.pointerId);
                last.current = point(event);
              }}
              onPointerMove={(event) => {
                const from = last.current;
                const context = from === undefined ? undefined : pen();
                if (from === undefined || context === undefined) return;
                const to = point(event);
                context.beginPath();
                context.moveTo(from.x, from.y);
                context.lineTo(to.x, to.y);
                context.stroke();
                last.current = to;
                setDrawn(true);
              }}
              onPointerUp={() => (last.current = undefined)}
              onPointerCancel={() => (last.current = undefined)}
            />
            {uploads.map((upload) => (
              <UploadLine key={upload.key} upload={upload} onLeave={() => leave(upload.key)} />
            ))}
            <div className="flex gap-2">
              <Button size="sm" icon="eraser" isDisabled={!isDrawn || isBusy} onPress={clear}>
                {t("clearDrawing")}
              </Button>
              <Button size="sm" icon="check" isDisabled={!isDrawn} isBusy={isBusy} onPress={sign}>
                {t("sign")}
              </Button>
            </div>
          </div>
        )
      }
    </InputFrame>
  );
}
