/*
 * Regions by code: a country (ISO 3166-1), and below it what its own standard counts: "CN-44-4403-440305" is 中国 广东省 深圳市 南山区.
 * Each part holds the one before it, so that a prefix of the code is a filter over everything inside.
 */
// eslint-disable-next-line no-restricted-imports -- one file for the server, another for the browser: counties are loaded there when needed
import { knownCounties, loadCounties } from "#counties";
import { cities, provinces } from "./china.ts";
import { countries, countryName } from "./countries.ts";

export { countries, countryName };

/** A region to choose, with the name people read. */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** code within China ("44", "4403", "440305") → name */
const read = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/([0-9]+)([^0-9]+)/g)].map(([, code, name]) => [code!, name!] as const));

const tables: { upper?: ReadonlyMap<string, string>; counties?: ReadonlyMap<string, string> } = {};
const upper = (): ReadonlyMap<string, string> => (tables.upper ??= read(provinces + cities));
function counties(): ReadonlyMap<string, string> | undefined {
  const known = tables.counties === undefined ? knownCounties() : undefined;
  if (known !== undefined) tables.counties = read(known);
  return tables.counties;
}

/** Gets what `regionsIn` and `regionText` know of the third level below a country. At once on the server. */
export const loadRegions = loadCounties;

/** The regions right below one ("" = the world), in the order of their codes; countries by name. */
export function regionsIn(code: string, locale: string): readonly Region[] {
  if (code === "") {
    return countries.map((each) => ({ code: each, name: countryName(each, locale) })).sort((a, b) => a.name.localeCompare(b.name, locale));
  }
  const [country, ...parts] = code.split("-");
  if (country !== "CN" || parts.length > 2) return [];
  const inside = parts.at(-1) ?? "";
  const table = parts.length === 2 ? counties() : upper();
  return [...(table ?? [])].flatMap(([each, name]) =>
    each.length === inside.length + 2 && each.startsWith(inside) ? [{ code: `${code}-${each}`, name }] : [],
  );
}

/** Whether there is such a region. A county whose list has not been loaded yet is believed, if its city is there. */
export function isRegion(code: string): boolean {
  const [country, ...parts] = code.split("-");
  if (!countries.includes(country!) || parts.length > 3 || (parts.length > 0 && country !== "CN")) return false;
  return parts.every((part, index) => {
    if (part.length !== (index + 1) * 2 || !part.startsWith(index === 0 ? "" : parts[index - 1]!)) return false;
    if (index < 2) return upper().has(part);
    return counties()?.has(part) ?? /^[0-9]{6}$/.test(part);
  });
}

/** The names on the way down to a region, those up to `root` left out: "广东省 深圳市". Equal neighbours (北京市 北京市) are said once. */
export function regionText(code: string, root: string, locale: string): string {
  const [country = "", ...parts] = code.split("-");
  const names = [countryName(country, locale), ...parts.map((part) => upper().get(part) ?? counties()?.get(part) ?? part)];
  const shown = root !== "" && code.startsWith(`${root}-`) ? names.slice(root.split("-").length) : names;
  return shown.filter((name, index) => name !== shown[index - 1]).join(" ");
}

/** The region that names lead to, from `root` down: "广东省 深圳市", "广东深圳", "China Guangdong…" as a person or a file writes it. */
export function regionNamed(text: string, root: string): string | undefined {
  const rest = text.replace(/[\s,，、/／>·-]+/g, "");
  return rest === "" ? undefined : below(root, rest, 4);
}

function below(code: string, rest: string, levels: number): string | undefined {
  if (rest === "") return code;
  if (levels === 0) return undefined;
  const inside = code === "" ? [...regionsIn("", "zh"), ...regionsIn("", "en")] : regionsIn(code, "zh");
  for (const { code: next, name } of inside) {
    const written = [name.replace(/\s+/g, ""), shortened(name)].find(
      (each) => each !== "" && rest.toLowerCase().startsWith(each.toLowerCase()),
    );
    const found = written === undefined ? undefined : below(next, rest.slice(written.length), levels - 1);
    if (found !== undefined) return found;
  }
  // 北京市 东城区: the city of the same name was left out
  for (const { code: next, name } of code.split("-").length === 2 ? inside : []) {
    const found = name === upper().get(code.slice(3)) || inside.length === 1 ? below(next, rest, levels - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** 广东省 → 广东: as people write it. */
function shortened(name: string): string {
  const short = name.replace(/(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区)$/, "");
  return short.length >= 2 ? short : "";
}
