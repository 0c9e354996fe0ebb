import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindNames, type Document, type Kind } from "./documents/index.ts";
import type { ObjectDocument } from "./documents/object.ts";
import { vocabulary } from "./fixtures/vocabulary.ts";
import { createLanguage } from "./language.ts";
import { byName, keyOf } from "./layers/fold.ts";
import type { Problem, Result } from "./problem.ts";

const language = createLanguage(vocabulary);
const shop = new URL("./fixtures/shop/", import.meta.url);
const documents = ["objects", "forms", "pages", "views", "apps", "tables", "functions", "flows", "roles"].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, shop)).map((file): Document => {
    const [kind, name] = [folder.slice(0, -1), file.slice(0, -".json".length)];
    return { kind, id: name, name, ...JSON.parse(readFileSync(new URL(`${folder}/${file}`, shop), "utf8")) } as Document;
  }),
);
const find = (kind: Kind, name: string): any => structuredClone(documents.find((each) => each.kind === kind && each.name === name));
const said = (result: Result<unknown>) => (result.ok ? [] : result.problems.map(({ code, path }) => `${code} ${path}`).sort());
const parse = (kind: Kind, value: unknown) => said(language.parse(kind, value));
const problemsOf = (kind: Kind, value: unknown): readonly Problem[] => {
  const result = language.parse(kind, value);
  return result.ok ? [] : result.problems;
};
const changed = (kind: Kind, name: string, change: (document: any) => void) => {
  const document = find(kind, name);
  change(document);
  return document;
};

describe("a document", () => {
  test.each(documents.map((each) => [`${each.kind} ${each.name}`, each] as const))(
    "%s is well said and comes out as it went in",
    (_, document) => {
      expect(language.parse(document.kind, document)).toEqual({ ok: true, value: document });
    },
  );

  test("hears of a changed row that is no row, or has no cells, as it would of the whole", () => {
    for (const row of [null, 5, { order: "z1", cells: null, out: {} }, { order: "z1", cells: { amount: "x" }, out: {} }]) {
      const table = changed("table", "methods", (each) => (each.rows.bad = row));
      expect(said(language.parseChanged("table", table, ["/rows/bad"]))).toEqual(parse("table", table));
      expect(parse("table", table)).not.toEqual([]);
    }
  });

  test("hears everything that is wrong with it at once", () => {
    const wrong = {
      kind: "object",
      id: "x",
      name: "Not A Name",
      lable: "X",
      titleField: "nmae",
      fields: {
        a: { name: "name", label: 5, typ: "text", order: "a0" },
        b: { name: "id", label: "B", type: "moneyy", order: "a1", visible: { "=>": [1, 2] } },
        c: { name: "c", label: "C", type: "money", order: "a2", config: { curency: "CNY" }, onDelete: "clear" },
        d: { name: "c", label: { en: "D", fr: "D" }, type: "text", order: "!", default: 7 },
        e: { name: "e", label: "E", type: "multi_select", order: "a3", unique: true, config: { options: {} } },
      },
    };
    expect(parse("object", wrong)).toEqual([
      "invalid_document /fields/c/onDelete",
      "invalid_document /fields/d/order",
      "invalid_document /fields/e/unique",
      "invalid_document /name",
      "name_taken /fields/b/name",
      "name_taken /fields/d/name",
      "required /fields/a/type",
      "required /fields/c/config/currency",
      "required /label",
      "unknown_key /fields/a/typ",
      "unknown_key /fields/c/config/curency",
      "unknown_key /fields/d/label/fr",
      "unknown_key /lable",
      "unknown_name /fields/b/type",
      "unknown_name /titleField",
      "unknown_operator /fields/b/visible/=>",
      "wrong_type /fields/a/label",
      "wrong_type /fields/d/default",
    ]);
    const hints = problemsOf("object", wrong).filter(({ message }) => message.includes("did you mean"));
    expect(Object.fromEntries(hints.map(({ path, message }) => [path, /did you mean "(.*)"/.exec(message)![1]]))).toMatchObject({
      "/lable": "label",
      "/fields/a/typ": "type",
      "/fields/b/type": "money",
      "/fields/c/config/curency": "currency",
      "/titleField": "name",
    });
  });

  test("of another kind, or none at all, is refused", () => {
    expect(parse("view", find("object", "sale"))).toContain("invalid_document /kind");
    for (const value of [null, 7, "x", [], undefined, true]) expect(parse("view", value)).toHaveLength(1);
    expect(parse("view", {})).toEqual([
      "required /columns",
      "required /id",
      "required /kind",
      "required /label",
      "required /name",
      "required /object",
    ]);
  });

  test("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.constantFrom(...kindNames), fc.jsonValue({ maxDepth: 6 }), (kind, value) => {
        expect(language.parse(kind, value).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
    // a well-formed document with one thing in it replaced by another
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), fc.jsonValue({ maxDepth: 3 }), (document, at, value) => {
        const copy = structuredClone(document) as any;
        const places: [any, string][] = [];
        const walk = (each: any) => {
          if (typeof each !== "object" || each === null) return;
          for (const key of Object.keys(each)) {
            places.push([each, key]);
            walk(each[key]);
          }
        };
        walk(copy);
        const [holder, key] = places[at % places.length]!;
        holder[key] = value;
        const result = language.parse(document.kind, copy);
        if (result.ok) language.references(result.value as Document);
        else
          for (const { path, message, help } of result.problems)
            expect([path.startsWith("/") || path === "", message !== "", help !== ""]).toEqual([true, true, true]);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe("hostile input", () => {
  test("is refused before anything walks it", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { "!": deep };
    expect(parse("view", { ...find("view", "sales"), filter: deep })).toEqual([expect.stringMatching(/^too_deep \/filter/)]);
    expect(parse("view", { ...find("view", "sales"), description: "x".repeat(1_100_000) })).toEqual(["too_large "]);
    expect(parse("view", { ...find("view", "sales"), description: "汉".repeat(400_000) })).toEqual(["too_large "]);
    expect(
      parse("object", JSON.parse(`{"kind": "object", "fields": {"__proto__": {"name": "x"}, "constructor": {"prototype": 1}}}`)),
    ).toEqual(["forbidden_key /fields/__proto__", "forbidden_key /fields/constructor"]);
    expect(parse("view", { ...find("view", "sales"), label: "a\u0000b" })).toEqual(["invalid /label"]);
    expect(parse("view", { ...find("view", "sales"), label: "\ud800" })).toEqual(["invalid /label"]);
    expect(parse("view", { ...find("view", "sales"), order: Number.NaN, x: 10n, y: () => 1 })).toEqual([
      "invalid_json /order",
      "invalid_json /x",
      "invalid_json /y",
    ]);
    expect(({} as Record<string, unknown>)["name"]).toBeUndefined();
  });

  test("stays within the limits", () => {
    const many = (count: number, make: (index: number) => unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, make(index)]));
    const object = (count: number) => ({
      ...find("object", "customer"),
      titleField: undefined,
      fields: many(count, (index) => ({ name: `n${index}`, label: "x", type: "text", order: "a0" })),
    });
    expect(parse("object", object(500))).toEqual([]);
    expect(parse("object", object(501))).toEqual(["limit_exceeded /fields"]);
    const options = (count: number) =>
      changed(
        "object",
        "sale",
        (each) =>
          (each.fields.channel.config.options = {
            web: { label: "w", order: "a0" },
            ...many(count - 1, () => ({ label: "x", order: "a0" })),
          }),
      );
    expect(parse("object", options(2_000))).toEqual([]);
    expect(parse("object", options(2_001))).toEqual(["limit_exceeded /fields/channel/config/options"]);
    const form = (count: number) => ({ ...find("form", "sale"), nodes: many(count, () => ({ component: "section", order: "a0" })) });
    expect(parse("form", form(500))).toEqual([]);
    expect(parse("form", form(501))).toEqual(["limit_exceeded /nodes"]);
    const table = (count: number) => ({ ...find("table", "methods"), rows: many(count, () => ({ order: "a0", out: { method: "cash" } })) });
    expect(parse("table", table(5_000))).toEqual([]);
    expect(parse("table", table(5_001))).toEqual(["limit_exceeded /rows"]);
  });
});

describe("expressions", () => {
  const filter = (logic: unknown) => parse("view", { ...find("view", "sales"), filter: logic });

  test("use operators of the list, with the operands they take, over literal paths", () => {
    expect(filter({ and: [{ ">": [{ var: "amount" }, "1.00"] }, { in: [{ var: "channel" }, ["web", "app"]] }, true] })).toEqual([]);
    expect(filter({ method: ["x"] })).toEqual(["unknown_operator /filter/method"]);
    expect(filter({ ">": [1], "<": [2] })).toEqual(["invalid_expression /filter"]);
    expect(filter({})).toEqual(["invalid_expression /filter"]);
    expect(filter({ "===": [{ var: "a" }] })).toEqual(["invalid_expression /filter/==="]);
    expect(filter({ "!": [{ var: 7 }] })).toEqual(["invalid_expression /filter/!/0/var"]);
    expect(filter({ "!": [{ var: { cat: ["a", "b"] } }] })).toContain("invalid_expression /filter/!/0/var");
    expect(filter({ "!": [{ var: "a.constructor.name" }] })).toEqual(["invalid_expression /filter/!/0/var"]);
    expect(filter({ ">": [{ var: "amount" }, { currency: "CNY", minor: 100 }] })).toEqual([]);
  });

  test("are bounded", () => {
    expect(filter({ in: [{ var: "channel" }, Array.from({ length: 1_990 }, (_, index) => index)] })).toEqual([]);
    expect(filter({ in: [{ var: "channel" }, Array.from({ length: 2_000 }, (_, index) => index)] })).toEqual([
      "expression_too_large /filter",
    ]);
  });

  test("are found wherever the schema says that one stands", () => {
    expect(
      parse(
        "page",
        changed("page", "sale", (each) => (each.nodes.form.props.when = { nope: 1 })),
      ),
    ).toEqual(["unknown_operator /nodes/form/props/when/nope"]);
    expect(
      parse(
        "flow",
        changed("flow", "sale", (each) => (each.steps.route.config.branches.big.when = { nope: 1 })),
      ),
    ).toEqual(["unknown_operator /steps/route/config/branches/big/when/nope"]);
    expect(
      parse(
        "flow",
        changed("flow", "sale", (each) => (each.steps.methods.input = { a: { nope: 1 } })),
      ),
    ).toEqual(["unknown_operator /steps/methods/input/a/nope"]);
    expect(
      parse(
        "role",
        changed("role", "clerk", (each) => (each.objects.sale.rows = { nope: 1 })),
      ),
    ).toEqual(["unknown_operator /objects/sale/rows/nope"]);
    expect(
      parse(
        "object",
        changed("object", "sale", (each) => (each.fields.note.default = { nope: 1 })),
      ),
    ).toEqual(["unknown_operator /fields/note/default/nope"]);
    expect(
      parse(
        "object",
        changed("object", "sale", (each) => (each.fields.channel.default = "fax")),
      ),
    ).toEqual(["not_an_option /fields/channel/default"]);
  });
});

describe("trees", () => {
  test("hang together: components known and allowed, parents that hold others, no rings", () => {
    const form = (change: (nodes: any) => void) =>
      parse(
        "form",
        changed("form", "sale", (each) => change(each.nodes)),
      );
    expect(form((nodes) => (nodes.note.component = "text-imput"))).toEqual(["unknown_name /nodes/note/component"]);
    expect(form((nodes) => (nodes.note.component = "record-form"))).toEqual([
      "invalid_document /nodes/note/component",
      "required /nodes/note/props/form",
      "unknown_key /nodes/note/props/field",
    ]);
    expect(form((nodes) => (nodes.note.props.filed = "x"))).toEqual(["unknown_key /nodes/note/props/filed"]);
    expect(form((nodes) => (nodes.note.parent = "nobody"))).toEqual(["unknown_name /nodes/note/parent"]);
    expect(form((nodes) => (nodes.note.parent = "amount"))).toEqual(["invalid_document /nodes/note/parent"]);
    expect(form((nodes) => (nodes.main.parent = "main"))).toEqual(["invalid_document /nodes/main/parent"]);
    const ring = {
      a: { component: "section", order: "a0", parent: "b" },
      b: { component: "section", order: "a0", parent: "c" },
      c: { component: "section", order: "a0", parent: "a" },
    };
    expect(form((nodes) => Object.assign(nodes, ring))).toEqual(["invalid_document /nodes/a/parent"]);
  });

  test("of flows: steps known, in branches that are there, going to steps beside them", () => {
    const flow = (change: (steps: any) => void) =>
      parse(
        "flow",
        changed("flow", "sale", (each) => change(each.steps)),
      );
    expect(flow((steps) => (steps.done.type = "sucseed"))).toEqual(["unknown_name /steps/done/type"]);
    expect(flow((steps) => (steps.methods.config.tabel = "x"))).toEqual(["unknown_key /steps/methods/config/tabel"]);
    expect(flow((steps) => (steps.inner.branch = "small"))).toEqual(["unknown_name /steps/inner/branch"]);
    expect(flow((steps) => (steps.inner.parent = "methods"))).toEqual(["invalid_document /steps/inner/parent"]);
    expect(flow((steps) => (steps.inner.parent = "nobody"))).toEqual(["unknown_name /steps/inner/parent"]);
    expect(flow((steps) => (steps.route.config.branches.big.goto = "inner"))).toEqual([
      "unknown_name /steps/route/config/branches/big/goto",
    ]);
    expect(flow((steps) => (steps.methods.catch = [{ errors: ["FnF.ALL"], goto: "nowhere" }]))).toEqual([
      "unknown_name /steps/methods/catch/0/goto",
    ]);
    expect(flow((steps) => (steps.done.name = "route"))).toContain("name_taken /steps/done/name");
  });

  test("tables and functions: cells of their columns, outputs of the inputs", () => {
    const table = (change: (document: any) => void) => parse("table", changed("table", "methods", change));
    expect(table((each) => delete each.currency)).toEqual(["required /currency"]);
    expect(table((each) => (each.rows.cash.cells.nothing = { eq: "x" }))).toEqual(["unknown_name /rows/cash/cells/nothing"]);
    expect(table((each) => (each.rows.card.cells.amount = { eq: "ten" }))).toHaveLength(1);
    expect(table((each) => (each.rows.card.cells.amount = { equals: "10.00" }))).toEqual(["unknown_key /rows/card/cells/amount/equals"]);
    expect(table((each) => (each.inputs.channel.options = { web: { label: "Web", order: "a0" } }))).toEqual([
      "invalid_document /inputs/channel/optionsOf",
    ]);
    expect(
      parse(
        "function",
        changed("function", "price", (each) => (each.output.total.value = { var: "amuont" })),
      ),
    ).toEqual(["unknown_name /output/total/value/var"]);
    expect(
      parse(
        "app",
        changed("app", "shop", (each) => (each.items.sales.page = "sale")),
      ),
    ).toEqual(["invalid_document /items/sales"]);
  });
});

describe("documents together", () => {
  const check = (change: (find: (kind: Kind, name: string) => any, remove: (kind: Kind, name: string) => void) => void) => {
    const set = new Map(documents.map((each) => [keyOf(each.kind, each.id), structuredClone(each)]));
    change(
      (kind, name) => set.get(keyOf(kind, name)),
      (kind, name) => set.delete(keyOf(kind, name)),
    );
    return language
      .check(byName(set).documents)
      .map(({ code, path }) => `${code} ${path}`)
      .sort();
  };

  test("that are all there have nothing to say", () => {
    expect(check(() => {})).toEqual([]);
  });

  test("say every name that points nowhere", () => {
    expect(
      check((find) => {
        find("form", "sale").nodes.note.props.field = "nota";
        find("form", "sale").nodes.note.visible = { "!!": [{ var: "chanel" }] };
        find("view", "sales").columns.amount.field = "amout";
        find("view", "sales").sort = "-when";
        find("view", "sales").filter = { some: [{ var: "tags" }, { "===": [{ var: "inside" }, 1] }] };
        find("app", "shop").items.customers.object = "clients";
        find("app", "shop").items.sales.view = "all";
        find("table", "methods").inputs.channel.optionsOf = "sale.route";
        find("object", "sale").fields.customer.config.object = "client";
        find("object", "sale").fields.method.offeredBy.output = "way";
        find("object", "sale").fields.method.offeredBy.facts.colour = { var: "color" };
        find("flow", "sale").steps.methods.config.table = "metods";
        find("flow", "sale").trigger.when = { "===": [{ var: "customer.nick" }, "x"] };
        find("role", "clerk").objects.sale.writable.price = true;
        find("role", "clerk").apps.store = true;
        find("page", "sale").nodes.form.props.form = "sales";
      }),
    ).toEqual(
      [
        "/app/shop/items/customers/object",
        "/app/shop/items/sales/view",
        "/flow/sale/steps/methods/config/table",
        "/form/sale/nodes/note/props/field",
        "/form/sale/nodes/note/visible/!!/0/var",
        "/object/sale/fields/customer/config",
        "/object/sale/fields/method/offeredBy/facts/colour",
        "/object/sale/fields/method/offeredBy/facts/colour/var",
        "/object/sale/fields/method/offeredBy/output",
        "/page/sale/nodes/form/props/form",
        "/role/clerk/apps/store",
        "/role/clerk/objects/sale/writable/price",
        "/table/methods/inputs/channel/optionsOf",
        "/view/sales/columns/amount/field",
        "/view/sales/filter/some/0/var",
        "/view/sales/sort",
      ].map((path) => `unknown_name ${path}`),
    );
  });

  test("say which props of components point nowhere, by what their schemas pick", () => {
    const page = (props: object) => check((find) => Object.assign(find("page", "sale").nodes.form.props, props));
    expect(page({ status: "channel", lines: "customer", columns: ["name", "email"] })).toEqual([]);
    expect(page({ form: "sail", status: "state", lines: "customer", columns: ["name", "mail"] })).toEqual([
      "unknown_name /page/sale/nodes/form/props/columns/1",
      "unknown_name /page/sale/nodes/form/props/form",
      "unknown_name /page/sale/nodes/form/props/status",
    ]);
    expect(page({ lines: "line" })).toEqual(["unknown_name /page/sale/nodes/form/props/lines"]);
  });

  test("follow references of fields into other objects", () => {
    const trigger = (path: string) => check((find) => (find("flow", "sale").trigger.when = { "===": [{ var: path }, "x"] }));
    expect(trigger("customer.email")).toEqual([]);
    expect(trigger("customer.nick")).toEqual(["unknown_name /flow/sale/trigger/when/===/0/var"]);
    expect(trigger("amount.minor")).toEqual([]);
    expect(trigger("created_at")).toEqual([]);
    expect(trigger("$user.id")).toEqual([]);
  });

  test("hold a table's constants against the field that its options are taken from", () => {
    expect(
      check((find) => {
        find("table", "methods").rows.cash.out.method = "cheque";
        find("table", "methods").rows.cash.cells.channel = { in: ["web", "fax"] };
      }),
    ).toEqual(["not_an_option /table/methods/rows/cash/cells/channel/in/1", "not_an_option /table/methods/rows/cash/out/method"]);
  });

  test("name all who refer to what is missing", () => {
    const missing = check((_, remove) => remove("object", "customer"));
    expect(missing).toEqual(
      [
        "/app/shop/items/customers/object",
        "/object/sale/fields/customer/config",
        "/role/clerk/objects/customer",
        "/role/clerk/objects/customer/hidden/email",
      ].map((path) => `unknown_name ${path}`),
    );
  });
});

describe("the schema of a kind", () => {
  test.each(kindNames)("%s is JSON Schema with every reference inside", (kind) => {
    const schema = language.schema(kind);
    expect(schema).toMatchObject({ type: "object", additionalProperties: false, properties: { kind: { const: kind } } });
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    const definitions = (schema["$defs"] ?? {}) as Record<string, unknown>;
    const text = JSON.stringify(schema);
    for (const [, name] of text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) expect(definitions).toHaveProperty([name!]);
    expect(text).not.toContain('"$ref":"#"');
  });

  test("spells the vocabulary out", () => {
    const definition = (kind: Kind, name: string) => (language.schema(kind)["$defs"] as Record<string, any>)[name];
    expect(definition("object", "Field").properties.type.enum).toEqual(vocabulary.fields.names);
    expect(definition("object", "Field").allOf).toHaveLength(vocabulary.fields.names.length);
    expect(definition("object", "config_money").required).toEqual(["currency"]);
    expect(definition("form", "Node").properties.component.enum).toEqual(["section", "text-input"]);
    expect(definition("page", "Node").properties.component.enum).toEqual(["section", "record-form"]);
    expect(definition("flow", "Step").properties.type.enum).toEqual(vocabulary.steps.names);
    expect(JSON.stringify(language.schema("function"))).toContain("config_money");
  });
});

test("references point at what a document names", () => {
  const object = documents.find((each) => each.kind === "object" && each.name === "sale") as ObjectDocument;
  expect(language.references(object).map(({ kind, name, member }) => [kind, name, member].filter(Boolean).join("/"))).toEqual(
    expect.arrayContaining([
      "object/customer",
      "table/methods",
      "table/methods/method",
      "table/methods/channel",
      "object/sale/number",
      "object/sale/amount",
      "object/sale/customer",
    ]),
  );
});
