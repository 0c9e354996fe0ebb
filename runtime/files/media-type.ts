import { fileTypeFromBuffer } from "file-type";

/** Bytes of a file that are looked at. */
export const headBytes = 64 * 1024;

const unknown = "application/octet-stream";

/** Kinds whose bytes are text, a ZIP or an OLE container: within these the name decides. */
const text: Readonly<Record<string, string>> = {
  csv: "text/csv",
  json: "application/json",
  md: "text/markdown",
  tsv: "text/tab-separated-values",
};
const zip: Readonly<Record<string, string>> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
};
const ole: Readonly<Record<string, string>> = {
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
};

const extensionOf = (name: string): string => /\.([a-z0-9]{1,16})$/i.exec(name)?.[1]!.toLowerCase() ?? "";

/**
 * What a file is, by its first bytes; what its sender says of it counts for nothing. Nothing is opened: an archive is an archive. The name only
 * tells apart what looks the same (a table and a note are both text).
 */
export async function mediaTypeOf(head: Uint8Array, name: string): Promise<string> {
  const extension = extensionOf(name);
  const marked = markup(head);
  if (marked !== undefined) return marked;
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found === undefined) return isText(head) ? (text[extension] ?? "text/plain") : unknown;
  if (found.mime === "application/zip") return zip[extension] ?? found.mime;
  if (found.mime === "application/x-cfb") return ole[extension] ?? found.mime;
  return found.mime;
}

/** What a browser would run, wherever it begins within the first kilobyte. */
function markup(head: Uint8Array): string | undefined {
  if (!isText(head.subarray(0, 1_024))) return undefined;
  const start = Buffer.from(head.subarray(0, 1_024)).toString("utf8").replaceAll("\u0000", "").toLowerCase();
  if (/<svg[\s>/:]|<!doctype\s+svg|xmlns(:\w+)?\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg/.test(start)) return "image/svg+xml";
  if (
    /^\s*(<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body|script|iframe|img|a|div|p|style|table|title|h1)[\s>/]/.test(
      start.replace(/^\uFEFF/, ""),
    )
  )
    return "text/html";
  return /^\uFEFF?\s*<\?xml[\s?]/.test(start) ? "application/xml" : undefined;
}

/** UTF-8 (it may be cut at its end) without control characters but those of lines, or UTF-16 with its mark. */
function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  try {
    const read = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    // oxlint-disable-next-line no-control-regex
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(read);
  } catch {
    return false;
  }
}

/** Whether a file is of one of the kinds: "image/png", "image/*", ".docx". No kinds: all are taken. */
export function isAccepted(kinds: readonly string[] | undefined, file: { readonly name: string; readonly mediaType: string }): boolean {
  if (kinds === undefined || kinds.length === 0) return true;
  const extension = extensionOf(file.name);
  return kinds.some((given) => {
    const kind = given.toLowerCase();
    if (kind === "*/*" || kind === file.mediaType) return true;
    if (kind.endsWith("/*")) return file.mediaType.startsWith(kind.slice(0, -1));
    if (!kind.startsWith(".") || kind !== `.${extension}`) return false;
    const known = text[extension] ?? zip[extension] ?? ole[extension];
    return known === undefined ? !browsersRun.has(file.mediaType) : known === file.mediaType;
  });
}

const browsersRun: ReadonlySet<string> = new Set(["image/svg+xml", "text/html", "application/xml"]);

/** Shown in place; anything else is saved to the disk of whoever asks. */
export const shownInPlace: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
