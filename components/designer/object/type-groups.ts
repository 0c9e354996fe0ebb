import type { FieldType } from "#metadata";

/** Where the picker of types shows a type. A type that is in none stands with the texts. */
export const typeGroups = {
  text: ["text", "long_text", "rich_text", "markdown", "email", "phone", "url", "colour", "code", "json"],
  numbers: ["number", "decimal", "money", "percent", "rating", "duration", "auto_number"],
  choice: ["boolean", "select", "multi_select", "tags", "region"],
  time: ["date", "date_time", "time"],
  people: ["user", "file", "image", "signature", "location", "address"],
  relations: ["reference", "multi_reference", "polymorphic_reference", "master_detail", "tree", "line_items"],
  calculated: ["formula", "roll_up", "look_through"],
  system: ["created_at", "created_by", "updated_at", "updated_by"],
} as const;
export type TypeGroup = keyof typeof typeGroups;

/** The types by groups, in the order of the picker. */
export function groupedTypes(types: readonly FieldType[]): readonly { readonly group: TypeGroup; readonly types: readonly FieldType[] }[] {
  const groups = Object.entries(typeGroups) as [TypeGroup, readonly string[]][];
  const placed = new Set(groups.flatMap(([, names]) => names));
  return groups
    .map(([group, names]) => ({
      group,
      types: [
        ...names.flatMap((name) => types.filter((type) => type.name === name)),
        ...(group === "text" ? types.filter((type) => !placed.has(type.name)) : []),
      ],
    }))
    .filter(({ types: some }) => some.length > 0);
}
