import * as z from "zod";

export type JsonSchema = Record<string, unknown>;

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** What may stand under components: a name of letters, digits and `.-_`. */
const named = (own: string, id: string): string => (id.startsWith("__") ? `${own}${id}` : id).replaceAll(/[^A-Za-z0-9._-]/g, "_");

/** The named schemas of a description, and a way to add those that a zod schema is made of. */
export interface Schemas {
  readonly all: Record<string, JsonSchema>;
  /** JSON Schema of a zod schema; its named pieces stand once, in `all`. `own` keeps nameless pieces of one schema apart from another's. */
  readonly of: (schema: z.ZodType, own: string, io: "input" | "output") => JsonSchema;
}

export function collectSchemas(all: Record<string, JsonSchema>): Schemas {
  return {
    all,
    of(schema, own, io) {
      const made = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" }) as JsonSchema;
      delete made["$schema"];
      const moved = JSON.parse(JSON.stringify(made), (key, value: unknown) =>
        key === "$ref" && typeof value === "string"
          ? value.replace(/^#\/\$defs\/(.*)$/, (_, id: string) => `#/components/schemas/${named(own, id)}`)
          : value,
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
