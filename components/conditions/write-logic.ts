import type { Json } from "#metadata";

/** Longest line of an expression, in characters; what fits stands on one. */
const widest = 72;

/** An expression as text: on as few lines as people read with ease. Parses back to the same. */
export function writeLogic(value: Json, indent = ""): string {
  const flat = inline(value);
  if (flat.length + indent.length <= widest || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const [open, close, parts] = Array.isArray(value)
    ? ["[", "]", (value as readonly Json[]).map((each) => inner + writeLogic(each, inner))]
    : ["{", "}", Object.entries(value).map(([key, each]) => `${inner}${JSON.stringify(key)}: ${writeLogic(each as Json, inner)}`)];
  return parts.length === 0 ? flat : `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

function inline(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${inline(each as Json)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
