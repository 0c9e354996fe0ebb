/*
 * Rich text is a closed set of marks. It is read leniently and written anew: whatever stands in the input, only these marks, and of all
 * attributes only the address of a link, are ever written, and every other character is escaped. What a browser would make of the input
 * therefore does not matter, and neither this file nor its readers need an HTML parser (the smallest well-kept one weighs 52 kB in every page).
 */

/** What is written for a mark that is read. */
const marks: Readonly<Record<string, string>> = {
  p: "p", div: "p", br: "br", b: "strong", strong: "strong", i: "em", em: "em", u: "u", ins: "u", s: "s", strike: "s", del: "s", a: "a",
  ul: "ul", ol: "ol", li: "li", h1: "h2", h2: "h2", h3: "h3", h4: "h4", h5: "h4", h6: "h4", blockquote: "blockquote", code: "code", pre: "pre",
}; // prettier-ignore
const blocks: ReadonlySet<string> = new Set(["p", "ul", "ol", "li", "h2", "h3", "h4", "blockquote", "pre"]);
/** Text lines: a block inside ends them. */
const lines: ReadonlySet<string> = new Set(["p", "h2", "h3", "h4"]);
/** What stands in these is no text for people. */
const unread: ReadonlySet<string> = new Set(
  "script style template svg math iframe object embed applet noscript noembed noframes textarea title head select xmp plaintext audio video canvas".split(
    " ",
  ),
);
const deepestMarks = 32;

/** HTML of the closed set, well formed: `richText(richText(x)) === richText(x)`. Time grows with the length of the text. */
export function richText(html: string): string {
  const out: string[] = [];
  const open: string[] = [];
  const close = (count: number) => {
    while (open.length > count) out.push(`</${open.pop()!}>`);
  };
  const lower = html.toLowerCase();
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf("<", at);
    out.push(escaped(decoded(html.slice(at, next < 0 ? html.length : next))));
    if (next < 0) break;
    const tag = tagAt(html, next);
    if (tag === undefined) {
      out.push("&lt;");
      at = next + 1;
      continue;
    }
    at = tag.end;
    if (tag.name === "") continue;
    if (unread.has(tag.name)) {
      if (tag.closes || tag.name === "embed") continue;
      const end = lower.indexOf(`</${tag.name}`, at);
      const after = end < 0 ? -1 : html.indexOf(">", end);
      at = after < 0 ? html.length : after + 1;
      continue;
    }
    const mark = Object.hasOwn(marks, tag.name) ? marks[tag.name]! : undefined;
    if (mark === undefined) continue;
    if (tag.closes) {
      const place = open.lastIndexOf(mark);
      if (place >= 0) close(place);
      continue;
    }
    if (mark === "br") {
      out.push("<br>");
      continue;
    }
    const href = mark === "a" ? safeAddress(tag.href) : undefined;
    if (mark === "a" && href === undefined) continue;
    if (mark === "li") {
      const list = Math.max(open.lastIndexOf("ul"), open.lastIndexOf("ol"));
      if (list < 0) continue;
      close(list + 1);
    } else if (blocks.has(mark)) {
      const line = open.findIndex((each) => lines.has(each) || each === "a" || !blocks.has(each));
      if (line >= 0) close(line);
    } else if (open.includes(mark)) {
      if (mark !== "a") continue;
      close(open.indexOf("a"));
    }
    if (open.length >= deepestMarks) continue;
    open.push(mark);
    out.push(href === undefined ? `<${mark}>` : `<a href="${escaped(href)}">`);
  }
  close(0);
  return out.join("");
}

/** The words alone, a line for each block. Of canonical rich text. */
export const plainText = (rich: string): string =>
  decoded(rich.replace(/<br>|<\/(?:p|li|h2|h3|h4|blockquote|pre)>/g, "\n").replace(/<[^>]*>/g, ""))
    .replace(/\n{2,}/g, "\n")
    .trim();

interface Tag {
  /** "" for comments and declarations */
  readonly name: string;
  readonly closes: boolean;
  readonly href: string | undefined;
  readonly end: number;
}

/** The tag that begins at `start`; undefined: the sign is only a sign. Reads to the end of the tag, once. */
function tagAt(html: string, start: number): Tag | undefined {
  const second = html[start + 1] ?? "";
  if (second === "!" || second === "?") {
    const comment = html.startsWith("<!--", start);
    const end = html.indexOf(comment ? "-->" : ">", start + 2);
    return { name: "", closes: false, href: undefined, end: end < 0 ? html.length : end + (comment ? 3 : 1) };
  }
  const closes = second === "/";
  const from = start + (closes ? 2 : 1);
  if (!/[A-Za-z]/.test(html[from] ?? "")) return undefined;
  let at = from;
  while (at < html.length && !/[\s/>]/.test(html[at]!)) at += 1;
  const name = html.slice(from, at).toLowerCase();
  let href: string | undefined;
  while (at < html.length && html[at] !== ">") {
    if (/[\s/]/.test(html[at]!)) {
      at += 1;
      continue;
    }
    const key = at;
    at += 1;
    while (at < html.length && !/[\s/>=]/.test(html[at]!)) at += 1;
    const attribute = html.slice(key, at).toLowerCase();
    while (/\s/.test(html[at] ?? "")) at += 1;
    if (html[at] !== "=") continue;
    at += 1;
    while (/\s/.test(html[at] ?? "")) at += 1;
    const quote = html[at] === '"' || html[at] === "'" ? html[at]! : "";
    if (quote !== "") at += 1;
    const value = at;
    while (at < html.length && (quote === "" ? !/[\s>]/.test(html[at]!) : html[at] !== quote)) at += 1;
    if (attribute === "href") href ??= decoded(html.slice(value, at));
    if (quote !== "") at += 1;
  }
  return { name, closes, href, end: Math.min(at + 1, html.length) };
}

/** An address that only opens something: http, https, mailto and tel. Browsers leave out control characters before they look; so do we. */
function safeAddress(href: string | undefined): string | undefined {
  // oxlint-disable-next-line no-control-regex
  const address = href?.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff]+/g, "");
  return address !== undefined && address.length <= 2_000 && /^(?:https?:\/\/[^/]|mailto:.|tel:.)/i.test(address) ? address : undefined;
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

const decoded = (text: string): string =>
  text.replace(
    /&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));?/g,
    (_, ten?: string, sixteen?: string, name?: string) => {
      if (name !== undefined) return named[name]!;
      const code = ten === undefined ? Number.parseInt(sixteen!, 16) : Number(ten);
      return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? "\ufffd" : String.fromCodePoint(code);
    },
  );

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[each]!);
