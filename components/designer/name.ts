import { pinyin } from "pinyin-pro";

/** API names the platform keeps for itself. */
const reserved = new Set(["id", "version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"]);

/**
 * An API name from a label: 供应商 → gong_ying_shang, "Pick-up time" → pick_up_time.
 * @param taken names that are in use; a number is added until it is free
 */
export function nameFrom(label: string, taken: Iterable<string> = [], otherwise = "field"): string {
  const syllables = pinyin(label, { toneType: "none", type: "array", nonZh: "consecutive" });
  const plain = syllables
    .join(" ")
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[_0-9]+|_+$/g, "")
    .slice(0, 56)
    .replace(/_+$/, "");
  const base = plain === "" ? otherwise : plain;
  const used = new Set(taken);
  if (!used.has(base) && !reserved.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const candidate = `${base}_${number}`;
    if (!used.has(candidate)) return candidate;
  }
}
