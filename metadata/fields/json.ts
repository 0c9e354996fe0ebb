import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { scan } from "../language-scan.ts";
import { readsAs, setting, unreadable } from "../read-value.ts";
import type { Json } from "../value-type.ts";

/** Anything JSON can say, kept as it is. Text that is an object or a list in JSON is read as one. */
export const json = defineFieldType({
  name: "json",
  label: { en: "JSON", zh: "JSON 数据" },
  icon: "braces",
  storage: "json",
  config: z.strictObject({
    maxBytes: setting(
      z.int().min(2).max(1_048_576).optional(),
      { en: "Largest", zh: "最大字节数" },
      { en: "Bytes. Absent: 65,536", zh: "留空为 65536" },
    ),
  }),
  value: ({ maxBytes = 65_536 }) =>
    readsAs<Json>({ type: ["object", "array", "string", "number", "boolean"], description: `at most ${maxBytes} bytes` }, (input) => {
      const value = typeof input === "string" && /^\s*[[{]/.test(input) ? (parsed(input) ?? input) : input;
      if (value === undefined || value === null) return unreadable("wrong_type", "Must be a JSON value, not nothing", { reason: "json" });
      const [wrong] = scan(value, maxBytes);
      if (wrong === undefined) return { value: value as Json };
      return wrong.code === "too_large"
        ? unreadable("out_of_range", `Must be at most ${maxBytes} bytes`, { reason: "bytes", bytes: maxBytes })
        : unreadable("invalid", wrong.message, wrong.code === "invalid" ? { reason: "characters" } : undefined);
    }),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "json-input", read: "read-json" },
  toText: (value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "")),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
