import { fields } from "#metadata/vocabulary";
import type { TestApi } from "../testing.ts";

const options = { a: { label: "A", order: "a0" }, b: { label: "B", order: "a1" } };

/** Settings of the types that need some, and a value as it is sent; what nobody writes has none. */
const configs: Readonly<Record<string, Record<string, unknown>>> = {
  select: { options },
  multi_select: { options },
  money: { currency: "CNY" },
  code: { language: "json" },
  region: { levels: 3 },
  reference: { object: "place" },
  multi_reference: { object: "place" },
  polymorphic_reference: { objects: ["place", "everything"] },
  master_detail: { object: "place" },
  line_items: { object: "line", by: "whole" },
  formula: { logic: { "*": [{ var: "f_number" }, 2] }, result: { type: "number" } },
  roll_up: { object: "line", by: "whole", fn: "count" },
  look_through: { reference: "f_reference", field: "name" },
};

const field = (type: string, order: string, more: object = {}) => ({
  name: `f_${type}`,
  label: { en: type, zh: `字段 ${type}` },
  type,
  order,
  ...(configs[type] === undefined ? {} : { config: configs[type] }),
  ...more,
});

const documents = [
  {
    kind: "object",
    id: "place",
    name: "place",
    label: "Place",
    titleField: "name",
    fields: { name: { name: "name", label: "Name", type: "text", order: "a0", required: true } },
  },
  {
    kind: "object",
    id: "line",
    name: "line",
    // as the platform calls calls of its own
    label: "Records",
    fields: {
      whole: { name: "whole", label: "Whole", type: "reference", order: "a0", config: { object: "everything" } },
      count: { name: "count", label: "Count", type: "number", order: "a1", config: { integer: true } },
    },
  },
  {
    kind: "object",
    id: "everything",
    name: "everything",
    label: "Everything",
    fields: Object.fromEntries(
      fields.all.map(({ name }, index) => [
        `f_${name}`,
        field(name, `a${String(index).padStart(2, "0")}`, name === "text" ? { required: true } : {}),
      ]),
    ),
  },
] as const;

/** Gives a tenant an object with a field of every type there is, and records of it: one with everything, one with what must be. */
export async function withEveryType(
  api: TestApi,
  key: string,
): Promise<{ readonly place: string; readonly values: Record<string, unknown> }> {
  const draft = (await api.ask("POST /drafts", { key, body: {} })).body.id as string;
  for (const document of documents) {
    const put = await api.ask(`PUT /drafts/${draft}/documents/object/${document.name}`, { key, body: document });
    if (put.status !== 200) throw new Error(put.text);
  }
  const published = await api.ask(`POST /drafts/${draft}/publish`, { key, body: {} });
  if (published.status !== 200) throw new Error(published.text);
  const place = (await api.ask("POST /objects/place/records", { key, body: { name: "Harbour" } })).body.id as string;
  const me = (await api.ask("GET /people?limit=1", { key })).body.data[0]?.id as string;
  const [file, picture, signature] = [await upload(api, key), await upload(api, key), await upload(api, key)];
  const values = {
    f_text: "One line",
    f_long_text: "Lines",
    f_rich_text: "<p>Rich</p>",
    f_markdown: "# Mark",
    f_number: 2.5,
    f_decimal: "1.50",
    f_money: { currency: "CNY", minor: 1999 },
    f_percent: "12.50",
    f_boolean: true,
    f_date: "2026-03-19",
    f_date_time: "2026-03-19T06:30:00.000Z",
    f_time: "09:30",
    f_duration: 5400,
    f_select: "a",
    f_multi_select: ["a", "b"],
    f_tags: ["x", "y"],
    f_rating: 4,
    f_colour: "#1e90ff",
    f_email: "name@example.com",
    f_phone: "+8613800138000",
    f_url: "https://example.com/",
    f_user: me,
    f_file: [{ id: file }],
    f_image: [picture],
    f_signature: signature,
    f_location: { lat: 22.5, lng: 114 },
    f_address: { country: "CN", city: "Shenzhen" },
    f_region: "CN-44-4403",
    f_json: { any: ["thing"] },
    f_code: "{}",
    f_reference: place,
    f_multi_reference: [place],
    f_polymorphic_reference: { object: "place", id: place },
    f_master_detail: place,
    f_line_items: [{ count: 1 }, { count: 2 }],
  };
  return { place, values };
}

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

async function upload(api: TestApi, key: string): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob([png], { type: "image/png" }), "dot.png");
  const headers = { authorization: `Bearer ${key}` };
  const answer = await api.app.request("http://localhost:3000/api/v1/files", { method: "POST", headers, body: form });
  const body = (await answer.json()) as { id?: string };
  if (body.id === undefined) throw new Error(JSON.stringify(body));
  return body.id;
}
