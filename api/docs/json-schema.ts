import * as z from "zod";

export type JsonSchema = Record<string, unknown>;

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** What may stand under components: a name of letters, digits and `.-_`. */
const named = (own: string, id: string): string => (id.startsWith("__") ? `${own}${id}` : id).replaceAll(/[^A-Za-z0-9._-]/g, "_");

/** What zod made of schemas: those of contracts are asked for by every description. */
const made = { input: new WeakMap<z.ZodType, string>(), output: new WeakMap<z.ZodType, string>() };

function textOf(schema: z.ZodType, io: "input" | "output"): string {
  const known = made[io].get(schema);
  if (known !== undefined) return known;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" }) as JsonSchema;
  const text = JSON.stringify(rest);
  made[io].set(schema, text);
  return text;
}

/** The named schemas of a description, and a way to add those that a zod schema is made of. */
export interface Schemas {
  readonly all: Record<string, JsonSchema>;
  /** JSON Schema of a zod schema; its named pieces stand once, in `all`. `own` keeps nameless pieces of one schema apart from another's. */
  readonly of: (schema: z.ZodType, own: string, io: "input" | "output") => JsonSchema;
}

/** Gathers schemas under their names into `all`, each once, and gives references to them. */
export function collectSchemas(all: Record<string, JsonSchema>): Schemas {
  return {
    all,
    of(schema, own, io) {
      const text = textOf(schema, io);
      // what refers to nothing need not be looked through
      const moved = JSON.parse(
        text,
        text.includes('"$ref":')
          ? (key, value: unknown) =>
              key === "$ref" && typeof value === "string"
                ? value.replace(/^#\/\$defs\/(.*)$/, (_, id: string) => `#/components/schemas/${named(own, id)}`)
                : value
          : undefined,
      ) as JsonSchema;
      for (const [id, each] of Object.entries((moved["$defs"] as Record<string, JsonSchema> | undefined) ?? {}))
        all[named(own, id)] ??= withoutId(each);
      delete moved["$defs"];
      const { id } = moved;
      if (typeof id !== "string") return moved;
      all[named(own, id)] ??= withoutId(moved);
      return ref(named(own, id));
    },
  };
}

/** zod leaves the id by which a piece is named in it; in a description it would say nothing. */
const withoutId = ({ id: _id, $schema: _schema, ...rest }: JsonSchema): JsonSchema => rest;
