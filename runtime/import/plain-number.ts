import { Decimal } from "decimal.js";

/** How a number may be written. */
export interface NumberMarks {
  /** 1.234,50 */
  readonly decimalComma?: boolean | undefined;
  /** ISO 4217 code of the currency whose code or sign may stand at either end; absent: none may */
  readonly currency?: string | undefined;
  /** what may stand behind it, such as % */
  readonly sign?: string | undefined;
}

/** Characters of a numeral: more is text that happens to be digits. */
const longest = 400;

// one separator throughout, in threes
const withPoint = /^([+-]?)(\d+|\d{1,3}([,'’ \u00a0\u2009\u202f])\d{3}(?:\3\d{3})*)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const withComma = /^([+-]?)(\d+|\d{1,3}([.'’ \u00a0\u2009\u202f])\d{3}(?:\3\d{3})*)?(?:,(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * "1,234.50" → "1234.50", digits and a point, as many of them as are written. The whole text has to be the number: a sign, digits in one piece
 * or grouped in threes, decimals, an exponent, spaces around, and the marks that are said. undefined: it is none.
 */
export function plainNumber(text: string, { decimalComma = false, currency, sign }: NumberMarks = {}): string | undefined {
  // as most files have them
  if (!decimalComma && text.length < longest && /^-?\d+(?:\.\d+)?$/.test(text)) return text;
  let bare = text.trim();
  if (bare.length > longest) return undefined;
  if (sign !== undefined && bare.normalize("NFKC").endsWith(sign)) bare = bare.slice(0, -sign.length).trimEnd();
  if (currency !== undefined) bare = withoutCurrency(bare, currency);
  const found = (decimalComma ? withComma : withPoint).exec(bare.replaceAll("−", "-"));
  if (found === null) return undefined;
  const [, minus, whole = "", separator, decimals = "", exponent] = found;
  if (whole === "" && decimals === "") return undefined;
  const digits = separator === undefined ? whole : whole.replaceAll(separator, "");
  const plain = `${minus === "-" ? "-" : ""}${digits === "" ? "0" : digits}${decimals === "" ? "" : `.${decimals}`}`;
  return exponent === undefined ? plain : new Decimal(`${plain}e${exponent}`).toFixed();
}

/** What people write for a currency besides its code and what Unicode knows. */
const alsoWritten: Readonly<Record<string, readonly string[]>> = { CNY: ["元", "RMB"], JPY: ["円"] };

interface Ends {
  readonly before: RegExp;
  readonly behind: RegExp;
}
const known = new Map<string, Ends>();

/** The text without a code or sign of that currency at one of its ends; those of others stay. */
function withoutCurrency(text: string, currency: string): string {
  let ends = known.get(currency);
  if (ends === undefined) known.set(currency, (ends = endsOf(currency)));
  const before = ends.before.exec(text);
  return before === null ? text.replace(ends.behind, "") : `${before[1]}${before[2]}`;
}

function endsOf(currency: string): Ends {
  const signs = ["en", "zh"].flatMap((locale) =>
    (["symbol", "narrowSymbol"] as const).flatMap((currencyDisplay) =>
      new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay })
        .formatToParts(0)
        .filter(({ type }) => type === "currency")
        .map(({ value }) => value),
    ),
  );
  const written = [...new Set([currency, ...signs, ...signs.map((each) => each.replace("¥", "￥")), ...(alsoWritten[currency] ?? [])])];
  const any = written
    .sort((a, b) => b.length - a.length)
    .map((each) => each.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join("|");
  return { before: new RegExp(`^([-+−]?)\\s*(?:${any})\\s*(.*)$`, "isu"), behind: new RegExp(`\\s*(?:${any})$`, "iu") };
}
