/**
 * An address that only opens something: http, https, mailto, tel, or a place of this site. undefined: not to be made a link.
 * Control characters are left out before it is judged, as browsers do.
 */
export function safeAddress(text: string): string | undefined {
  // oxlint-disable-next-line no-control-regex
  const address = text.replaceAll(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff]+/gu, "");
  if (address === "" || address.length > 2_000) return undefined;
  if (/^(?:https?:\/\/[^/]|mailto:.|tel:.)/iu.test(address)) return address;
  // "//host" and "/\host" lead to another site
  return /^(?:\/(?![/\\])|[?#]|\.{1,2}\/)/u.test(address) ? address : undefined;
}
