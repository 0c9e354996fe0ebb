import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs, unreadable } from "../read-value.ts";

/** A person of the tenant, by user id. That they belong to it is for the write path to see. */
export const user = defineFieldType({
  name: "user",
  label: { en: "Person", zh: "人员" },
  icon: "user",
  storage: "text",
  config: z.strictObject({}),
  value: () =>
    readsAs<string>({ type: "string", maxLength: 64 }, (input) =>
      typeof input === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(input)
        ? { value: input }
        : unreadable("wrong_type", "Must be the id of a person of this tenant", { reason: "person" }),
    ),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "person", read: "read-person" },
  toText: (value) => value,
  people: (value) => [value],
});
