import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType, type Link } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { readRecordId } from "../record-id.ts";

/** One record of one of several objects: { object, id }. Accepts "customer/<id>" as well. */
export const polymorphicReference = defineFieldType({
  name: "polymorphic_reference",
  label: { en: "Reference to any of several", zh: "多态关联" },
  icon: "shuffle",
  storage: "json",
  config: z.strictObject({
    objects: setting(
      z.array(nameSchema).min(1).max(50),
      { en: "Objects", zh: "对象" },
      { en: "The objects it may refer to", zh: "可关联的对象" },
    ),
  }),
  value: ({ objects }) =>
    readsAs<Link>(
      {
        type: "object",
        properties: { object: { enum: objects }, id: { type: "string", format: "uuid" } },
        required: ["object", "id"],
        additionalProperties: false,
      },
      (input) => {
        const [object, id] =
          typeof input === "string"
            ? input.trim().split("/", 2)
            : typeof input === "object" && input !== null && !Array.isArray(input)
              ? [(input as Record<string, unknown>)["object"], (input as Record<string, unknown>)["id"]]
              : [];
        if (typeof object !== "string")
          return unreadable("wrong_type", `Must be a record such as {"object":"${objects[0]}","id":"…"}, not ${kindOf(input)}`, {
            reason: "record",
          });
        if (!objects.includes(object))
          return unreadable("not_an_option", `"${object.slice(0, 63)}" cannot stand here; these can: ${objects.join(", ")}`);
        const read = readRecordId(id);
        return "unreadable" in read ? read : { value: { object, id: read.value } };
      },
    ),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "any-reference", read: "read-references" },
  toText: ({ object, id }) => `${object}/${id}`,
  linksTo: {
    objects: ({ objects }) => objects,
    of: (value) => [value],
    without: (value, link) => (value.object === link.object && value.id === link.id ? null : value),
  },
});
