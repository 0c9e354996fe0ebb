import type * as z from "zod";
import { inLocale, type TableDocument } from "#metadata";
import type { Actor, Effective } from "#runtime";
import { ref, type JsonSchema, type Schemas } from "./json-schema.ts";
import type { Described, Paths } from "./object-paths.ts";
import { describeOperation } from "./operation.ts";

interface Tables {
  readonly effective: Effective;
  readonly actor: Actor;
  readonly schemas: Schemas;
}

type Column = TableDocument["inputs"][string];

const amount = (currency: string | undefined): JsonSchema => ({
  type: "object",
  properties: { currency: currency === undefined ? { type: "string" } : { const: currency }, minor: { type: "integer" } },
  required: ["currency", "minor"],
  additionalProperties: false,
});

/** Facts of a column, and what it gives out. */
const columns: Readonly<Record<Column["type"], (table: TableDocument) => JsonSchema>> = {
  text: () => ({ type: "string" }),
  enum: () => ({ type: "string" }),
  number: () => ({ type: "number" }),
  money: ({ currency }) => amount(currency),
  boolean: () => ({ type: "boolean" }),
  date: () => ({ type: "string", format: "date" }),
  instant: () => ({ type: "string", format: "date-time" }),
  time: () => ({ type: "string", pattern: "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$", examples: ["12:30"] }),
  weekday: () => ({ type: "integer", minimum: 1, maximum: 7, description: "1 is Monday" }),
  reference: () => ({ type: "string", format: "uuid" }),
  set: () => ({ type: "string" }),
};

function columnOf({ effective, actor, schemas }: Tables, table: TableDocument, column: Column): JsonSchema {
  const title = inLocale(column.label, actor.locale, column.name);
  const own = column.options === undefined ? undefined : Object.keys(column.options);
  const [object = "", name = ""] = column.optionsOf?.split(".") ?? [];
  const field = effective.objects.get(object)?.byName.get(name);
  const of = field === undefined ? {} : schemas.of(field.fieldType.value(field.settings) as z.ZodType, `${object}.${name}`, "output");
  const options = own ?? of["enum"] ?? (of["items"] as JsonSchema | undefined)?.["enum"];
  return { ...columns[column.type](table), ...(Array.isArray(options) ? { enum: options } : {}), title };
}

const byName = (sides: TableDocument["inputs"], one: (column: Column) => JsonSchema): JsonSchema =>
  Object.fromEntries(Object.values(sides).map((column) => [column.name, one(column)]));

/** Writes down what may be decided: each table with its facts and what it gives. */
export function writeTables(tables: Tables, contracts: readonly Described[], paths: Paths): void {
  const { effective, actor, schemas } = tables;
  const decide = contracts.find(({ contract }) => contract.method === "POST" && contract.path === "/tables/{name}/decide");
  if (decide === undefined) return;
  for (const table of effective.documents.table.values()) {
    const label = inLocale(table.label, actor.locale, table.name);
    const taken = (column: Column): JsonSchema => {
      const one = columnOf(tables, table, column);
      if (column.type === "set") return { type: "array", items: one };
      return column.type === "money" ? { anyOf: [one, { type: "string", examples: ["10.00"] }, { type: "number" }] } : one;
    };
    const given = (column: Column): JsonSchema => {
      const one = columnOf(tables, table, column);
      return "list" in column && column.list === true ? { type: "array", items: one } : one;
    };
    schemas.all[`${table.name}.Facts`] = {
      type: "object",
      title: label,
      properties: byName(table.inputs, taken),
      additionalProperties: false,
      description: "A fact that is left out is absent: no cell but an empty one holds for it",
    };
    schemas.all[`${table.name}.Decision`] = {
      type: "object",
      title: label,
      properties: {
        outputs: {
          type: "array",
          items: { type: "object", properties: table.hit === "C#" ? { count: { type: "integer" } } : byName(table.outputs, given) },
        },
        hits: { type: "array", items: { type: "string" }, description: "Ids of the rows that hit" },
        revision: { type: "integer" },
        decisionId: { type: "string" },
        because: { type: "array", items: { type: "object" }, description: "With explain: why the other outputs were not given" },
        ...(table.routing === undefined
          ? {}
          : {
              hidden: {
                type: "array",
                items: { type: "object" },
                description: "Options that are not offered, each with stage and reason code",
              },
              split: { type: "object", description: "The arm that the key of the split went to" },
              fallback: { const: true, description: "Nothing else was left to offer" },
            }),
      },
      required: ["outputs", "hits", "revision", "decisionId"],
    };
    const body = {
      type: "object",
      properties: { facts: ref(`${table.name}.Facts`), at: { type: "string", format: "date-time" }, explain: { type: "boolean" } },
      required: ["facts"],
      additionalProperties: false,
    };
    (paths[decide.address.replace("{name}", table.name)] ??= {})["post"] = describeOperation(schemas, decide.contract, {
      id: `decide.${table.name}`,
      tag: decide.contract.tag,
      summary: label,
      fixed: new Set(["name"]),
      body,
      answer: ref(`${table.name}.Decision`),
    });
  }
}
