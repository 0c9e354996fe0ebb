const longest = 200;

/**
 * A name that may stand in a list, a header and a folder: no path, nothing that is not seen or that turns what is read around (control and
 * format characters), none of the characters that Windows keeps for itself, at most 200 code points with its extension kept.
 */
export function cleanName(given: string): string {
  const base = given.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1)!;
  const seen = base
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replaceAll(/\s+/g, " ")
    .replace(/^[. ]+/, "")
    .replace(/[. ]+$/, "");
  const points = [...seen];
  if (points.length === 0) return "file";
  if (points.length <= longest) return seen;
  const extension = /\.[\p{L}\p{N}]{1,16}$/u.exec(seen)?.[0] ?? "";
  return points.slice(0, longest - extension.length).join("") + extension;
}

/** Content-Disposition with the name as RFC 5987 writes it, and plain for those who cannot read that. */
export function disposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
