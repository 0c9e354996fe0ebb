"use client";
import { filesIn, useFile, type FileValue } from "../../data/files.ts";
import type { Display } from "../../render/display.ts";
import { Icon } from "../../ui/icon.tsx";

/** A picture, small; a press opens it whole. `size`: its height in pixels. */
export function Thumb({ file, size, isPlain = false }: { readonly file: FileValue; readonly size: number; readonly isPlain?: boolean }) {
  const { data, isError } = useFile(file.id);
  const source = data?.urls[size > 160 ? "medium" : "thumb"] ?? data?.urls["original"];
  const box = "grid place-items-center overflow-hidden rounded-sm border border-line bg-surface-sunken";
  const picture =
    source === undefined ? (
      <span className={box} style={{ height: size, width: size }}>
        <Icon name={isError ? "circle-alert" : "image"} size={14} className="text-faint" />
        <span className="sr-only">{file.name}</span>
      </span>
    ) : (
      <span className={box} style={{ height: size, minWidth: Math.min(size, 24) }}>
        {/* its address is signed and short-lived: nothing for an image service to keep */}
        <img src={source} alt={file.name} loading="lazy" decoding="async" className="h-full max-w-60 object-contain" />
      </span>
    );
  if (isPlain || data?.urls["original"] === undefined) return picture;
  return (
    <a href={data.urls["original"]} target="_blank" rel="noopener noreferrer" title={file.name}>
      {picture}
    </a>
  );
}

export const ImageList: Display = ({ value, place, noLinks }) => {
  const there = filesIn(value);
  const most = place === "cell" ? 3 : 100;
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-1 align-middle">
      {there.slice(0, most).map((file) => (
        <Thumb key={file.id} file={file} size={place === "cell" ? 26 : 96} isPlain={place === "cell" || noLinks} />
      ))}
      {there.length > most ? <span className="num text-sm text-muted">+{there.length - most}</span> : null}
    </span>
  );
};
