import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { isRegion, regionNamed, regionText } from "../regions/index.ts";

/**
 * A region by code: "CN-44-4403" is 广东省 深圳市. One chooses step by step, at most `levels` steps below `root` (absent: the world, where
 * the first step is the country). Accepts the names as well.
 */
export const region = defineFieldType({
  name: "region",
  label: { en: "Region", zh: "地区" },
  icon: "map-pinned",
  storage: "text",
  config: z.strictObject({
    levels: setting(
      z.union([z.literal(1), z.literal(2), z.literal(3)]),
      { en: "Levels", zh: "级数" },
      { en: "Below the root", zh: "从起点往下" },
    ),
    root: setting(
      z
        .string()
        .regex(/^[A-Z]{2}(-[0-9]{2,6}){0,2}$/, "the code of a region, such as CN")
        .refine(isRegion, "the code of a region, such as CN")
        .optional(),
      { en: "Root", zh: "起点" },
      { en: "Choose below this region: CN. Absent: begin with the country", zh: "从该地区往下选，如 CN；留空从国家选起" },
    ),
  }),
  value: ({ levels, root = "" }) =>
    readsAs<string>({ type: "string", pattern: "^[A-Z]{2}(-[0-9]{2}(-[0-9]{4}(-[0-9]{6})?)?)?$", examples: ["CN-44-4403"] }, (input) => {
      if (typeof input !== "string")
        return unreadable("wrong_type", `Must be the code of a region, such as "CN-44-4403", not ${kindOf(input)}`, { reason: "region" });
      const written = input.trim().slice(0, 200);
      const code = isRegion(written) ? written : regionNamed(written, root);
      const depth = code === undefined ? 0 : code.split("-").length - (root === "" ? 0 : root.split("-").length);
      if (code === undefined || depth < 1 || (root !== "" && !code.startsWith(`${root}-`)))
        return unreadable(
          "not_an_option",
          `"${written.slice(0, 64)}" is no region${root === "" ? "" : ` of ${root}`}; one is "CN-44-4403"`,
          { reason: "region", value: written.slice(0, 64) },
        );
      return depth > levels
        ? unreadable("out_of_range", `Choose at most ${levels} levels`, { reason: "levels", limit: levels })
        : { value: code };
    }),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "region", read: "read-region" },
  toText: (value, { root = "" }, locale) => regionText(value, root, locale),
});
