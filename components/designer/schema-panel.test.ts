import * as z from "zod";
import { expect, test } from "vitest";
import { byId, logicSchema, orderSchema, textSchema } from "#metadata";
import { fields } from "#metadata/vocabulary";
import { settingsOf } from "./schema-panel.ts";

test("every setting of a schema gets a line with a control that fits", () => {
  const settings = settingsOf(
    z.strictObject({
      title: textSchema,
      width: z.enum(["half", "full"]).meta({ label: { en: "Width", zh: "宽度" }, labels: { half: { en: "Half", zh: "半行" } } }),
      columns: z.int().min(1).max(4).default(2),
      dense: z.boolean().optional(),
      when: logicSchema.optional(),
      options: byId(z.strictObject({ label: textSchema, order: orderSchema })),
      tags: z.array(z.string()).optional(),
      limits: z.strictObject({ most: z.number().optional() }).optional(),
      field: z.string().meta({ picks: "field", of: "object" }),
      anything: z.json().optional(),
    }),
  );
  expect(settings.map(({ key, control }) => [key, control.is])).toEqual([
    ["title", "label"],
    ["width", "choice"],
    ["columns", "number"],
    ["dense", "switch"],
    ["when", "logic"],
    ["options", "items"],
    ["tags", "lines"],
    ["limits", "group"],
    ["field", "pick"],
    ["anything", "json"],
  ]);
  expect(settings[1]).toMatchObject({
    label: { en: "Width", zh: "宽度" },
    required: true,
    control: {
      options: [
        { value: "half", label: { zh: "半行" } },
        { value: "full", label: "Full" },
      ],
    },
  });
  expect(settings[2]).toMatchObject({ required: false, initial: 2, control: { whole: true, least: 1, most: 4 } });
  expect(settings[5]).toMatchObject({ control: { of: [{ key: "label" }] } });
});

test("every field type's settings can be drawn", () => {
  for (const type of fields.all) {
    for (const setting of settingsOf(type.config))
      expect(setting.control.is, `${type.name}.${setting.key}`).toMatch(
        /label|line|choice|number|switch|items|lines|group|logic|pick|json/,
      );
  }
  expect(settingsOf(fields.get("select")!.config)).toMatchObject([{ key: "options", label: { zh: "选项" }, control: { is: "items" } }]);
});
