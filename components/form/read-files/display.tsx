"use client";
import { useLocale } from "use-intl";
import { api } from "../../data/api.ts";
import { filesIn, type FileJson, type FileValue } from "../../data/files.ts";
import { sizeText } from "../../data/size-text.ts";
import type { Display } from "../../render/display.ts";
import { Icon } from "../../ui/icon.tsx";

/** lucide icon of a kind of file */
const iconOf = (mediaType: string): string =>
  mediaType.startsWith("image/")
    ? "file-image"
    : /sheet|excel|csv/u.test(mediaType)
      ? "file-spreadsheet"
      : /zip|compressed|tar/u.test(mediaType)
        ? "file-archive"
        : /^text\/|pdf|word|document/u.test(mediaType)
          ? "file-text"
          : "file";

/** A file's name that opens it: its address is asked for when it is pressed, because addresses end after minutes. */
export function FileName({ file }: { readonly file: FileValue }) {
  const open = async () => {
    const { urls } = await api<FileJson>(`/files/${file.id}`);
    if (urls["original"] !== undefined) globalThis.open(urls["original"], "_blank", "noopener");
  };
  return (
    <button
      type="button"
      onClick={() => void open().catch(() => undefined)}
      className="inline-flex min-h-6 min-w-0 items-center gap-1.5 rounded-sm text-left text-accent-text hover:underline"
    >
      <Icon name={iconOf(file.mediaType)} className="flex-none text-muted" />
      <span className="ellipsis">{file.name === "" ? file.id.slice(-8) : file.name}</span>
    </button>
  );
}

export const FileList: Display = ({ value, place, noLinks }) => {
  const locale = useLocale();
  const there = filesIn(value);
  if (place === "cell" || noLinks) {
    const [first] = there;
    return (
      <span className="inline-flex min-w-0 items-center gap-1.5 align-middle" title={there.map(({ name }) => name).join("\n")}>
        <Icon name={there.length === 1 ? iconOf(first?.mediaType ?? "") : "paperclip"} size={14} className="flex-none text-muted" />
        {there.length === 1 ? <span className="ellipsis">{first?.name}</span> : <span className="num">{there.length}</span>}
      </span>
    );
  }
  return (
    <ul className="flex min-w-0 flex-col">
      {there.map((file) => (
        <li key={file.id} className="flex min-w-0 items-center gap-2">
          <FileName file={file} />
          <span className="num text-sm whitespace-nowrap text-faint">{sizeText(file.size, locale)}</span>
        </li>
      ))}
    </ul>
  );
};
