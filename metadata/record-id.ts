import { kindOf, unreadable } from "./read-value.ts";

const recordId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of a record, in lower case. */
export function readRecordId(input: unknown): { readonly value: string } | ReturnType<typeof unreadable> {
  const id = typeof input === "string" ? input.trim().toLowerCase() : "";
  return recordId.test(id)
    ? { value: id }
    : unreadable("wrong_type", `Must be the id of a record (a UUID)${typeof input === "string" ? "" : `, not ${kindOf(input)}`}`, {
        reason: "record",
      });
}
