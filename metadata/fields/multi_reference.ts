import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { readRecordId } from "../record-id.ts";

/** Several records of one object, by their ids, each once and in the order given. */
export const multiReference = defineFieldType({
  name: "multi_reference",
  label: { en: "References", zh: "多关联" },
  icon: "waypoints",
  storage: "json",
  config: z.strictObject({
    object: setting(nameSchema, { en: "Object", zh: "对象" }, { en: "The object it refers to", zh: "关联的对象" }),
    max: setting(z.int().min(1).max(1_000).optional(), { en: "At most", zh: "最多关联" }, { en: "Absent: 200", zh: "留空为 200" }),
  }),
  value: ({ max = 200 }) =>
    readsAs<readonly string[]>({ type: "array", items: { type: "string", format: "uuid" }, uniqueItems: true, maxItems: max }, (input) => {
      const given: unknown = typeof input === "string" ? input.split(/[,，;；\s]+/).filter((each) => each !== "") : input;
      if (!Array.isArray(given))
        return unreadable("wrong_type", `Must be a list of ids of records, not ${kindOf(input)}`, { reason: "list" });
      const ids = new Set<string>();
      for (const each of given as unknown[]) {
        const read = readRecordId(each);
        if ("unreadable" in read) return read;
        ids.add(read.value);
        if (ids.size > max) return unreadable("out_of_range", `Must be at most ${max} records`, { reason: "records", limit: max });
      }
      return { value: [...ids] };
    }),
  toSlot: () => null,
  type: () => ({ list: "reference" }),
  shownBy: { edit: "references", read: "read-references" },
  toText: (value) => value.join(", "),
  linksTo: {
    objects: ({ object }) => [object],
    of: (value, { object }) => value.map((id) => ({ object, id })),
    without: (value, link) => {
      const left = value.filter((id) => id !== link.id);
      return left.length === 0 ? null : left;
    },
  },
});
