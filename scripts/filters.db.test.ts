import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json, ObjectDocument } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { implementerA, testApi, type TestApi } from "../api/testing.ts";
import { logicOf, noConditions, takesList, type Comparison, type Condition } from "../components/conditions/condition.ts";
import { comparisonsOf, holdsBy, kindOf, linesOf, placesOf, type Place } from "../components/conditions/places.ts";
import { listedOptions, shownObject } from "../components/render/object.ts";

const options = { a: { label: "A", order: "a0" }, b: { label: "B", order: "a1" } };
/** What a type must be told; all others are asked with nothing. */
const configs: Readonly<Record<string, Json>> = {
  select: { options },
  multi_select: { options },
  money: { currency: "CNY" },
  reference: { object: "place" },
  multi_reference: { object: "place" },
  polymorphic_reference: { objects: ["place", "thing"] },
  master_detail: { object: "place" },
  line_items: { object: "part", by: "thing" },
  formula: { logic: { "+": [{ var: "number_field" }, 1] }, result: { type: "number" } },
  roll_up: { object: "part", by: "thing", fn: "count" },
  look_through: { reference: "reference_field", field: "name" },
  region: { levels: 2 },
  code: { language: "sql" },
  duration: { unit: "minutes" },
};

const text = (name: string, order: string) => ({ name, label: name, type: "text", order });
const place = {
  kind: "object",
  name: "place",
  label: "Place",
  fields: {
    name: text("name", "a0"),
    above: { name: "above", label: "Above", type: "reference", order: "a1", config: { object: "place" } },
  },
};
const part = {
  kind: "object",
  name: "part",
  label: "Part",
  fields: {
    name: text("name", "a0"),
    thing: { name: "thing", label: "Thing", type: "reference", order: "a1", config: { object: "thing" } },
    place: { name: "place", label: "Place", type: "reference", order: "a2", config: { object: "place" } },
  },
};
/** A field of every type there is. */
const thing = {
  kind: "object",
  name: "thing",
  label: "Thing",
  fields: Object.fromEntries(
    fieldTypes.all.map((type, at) => {
      const name = `${type.name}_field`;
      const config = configs[type.name];
      return [
        name,
        { name, label: name, type: type.name, order: `a${at.toString(36).padStart(2, "0")}`, ...(config === undefined ? {} : { config }) },
      ];
    }),
  ),
};

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id as string;
  for (const document of [place, part, thing]) {
    const put = await api.ask(`PUT /drafts/${draft}/documents/object/${document.name}`, { key: implementerA, body: document });
    expect(put.status, put.text).toBeLessThan(300);
  }
  const published = await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA, body: {} });
  expect(published.status, published.text).toBeLessThan(300);
});
afterAll(async () => api.close());

const someId = "01900000-0000-7000-8000-000000000001";

/** A value as the editor would give it. */
function sample({ field }: Place, is: Comparison): Json {
  if (is === "during") return "last_30_days";
  const one = ((): Json => {
    switch (kindOf(field)) {
      case "options":
        return listedOptions(field)[0]!.id;
      case "people":
        return holdsBy(field) ? "$user.mateBy" : "$user.mateIds";
      case "records":
        return someId;
      case "number":
        return field.fieldType.type(field.settings) === "number" ? 2 : "2.00";
      case "date":
        return "2026-03-01";
      case "instant":
        return "2026-03-01T08:00:00.000Z";
      case "boolean":
        return true;
      default:
        return "x";
    }
  })();
  if (is === "between") return [one, one];
  return takesList(is) ? (kindOf(field) === "people" ? [one, "u1"] : [one]) : one;
}

describe("filters that can be put together", () => {
  it("are answered by the door, for every type of field and over references and lines", async () => {
    const objects = Object.fromEntries(
      [place, part, thing].map((each) => [each.name, { ...each, id: each.name } as unknown as ObjectDocument]),
    );
    const asked = placesOf(objects, shownObject(objects["thing"]!, objects));
    const refused: string[] = [];
    let count = 0;
    const ask = async (condition: Condition) => {
      const filter = logicOf(condition);
      const answer = await api.ask(`GET /objects/thing/records?limit=1&filter=${encodeURIComponent(JSON.stringify(filter))}`, {
        key: implementerA,
      });
      count += 1;
      if (answer.status !== 200) refused.push(`${JSON.stringify(filter)}: ${answer.body?.problems?.[0]?.message ?? answer.text}`);
    };
    for (const each of asked) {
      for (const is of comparisonsOf(each.field)) {
        const base = { kind: "condition", path: each.path, is } as const;
        const inside = linesOf(objects, each.field);
        if (inside === undefined) await ask({ ...base, value: sample(each, is) });
        else {
          await ask({ ...base, lines: noConditions });
          await ask({
            ...base,
            lines: { kind: "group", all: true, parts: [{ kind: "condition", path: "place.name", is: "contains", value: "x" }] },
          });
        }
      }
    }
    expect(refused).toEqual([]);
    expect(count).toBeGreaterThan(200);
    expect(asked.some(({ path }) => path === "reference_field.above.above.name")).toBe(true);
  });
});
