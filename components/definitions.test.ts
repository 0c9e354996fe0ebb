import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { fields } from "#metadata/vocabulary";
import { components } from "./definitions.ts";

const folders = (name: string): string[] =>
  readdirSync(new URL(name, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

describe("components", () => {
  it("are all in the list", () => {
    expect([...components.names].toSorted()).toEqual([...folders("form"), ...folders("page")].toSorted());
  });
  it("can draw every field type, to edit and to read", () => {
    for (const type of fields.all) {
      expect(components.has(type.shownBy.edit), `${type.name} edit`).toBe(true);
      expect(components.has(type.shownBy.read), `${type.name} read`).toBe(true);
    }
  });
  it.each(components.all.map((each) => [each.name, each] as const))(
    "%s can be described to a property panel, and starts valid",
    (_, component) => {
      expect(z.toJSONSchema(component.props, { io: "input" })).toMatchObject({ type: "object" });
      if (component.initial !== undefined) expect(component.props.safeParse(component.initial).success).toBe(true);
    },
  );
});
