import { fields } from "#metadata/vocabulary";
import { steps } from "#runtime/steps/definitions";
import { components } from "#components/definitions";
import { readFileSync, globSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** What the engine may name: the closed sets it is built on. They share some words with open names. */
const closed = new Set([
  "text",
  "integer",
  "float",
  "boolean",
  "date",
  "instant",
  "reference",
  "json",
  "number",
  "decimal",
  "money",
  "list",
  // columns that every record has
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
]);

/** The same word for another thing, of a closed set that stands in the named file. */
const homonyms: Readonly<Record<string, readonly string[]>> = {
  "components/designer/form/form-room.tsx": ["phone", "code"], // a width of the canvas, and what is seen of the form
  "components/designer/object/object-room.tsx": ["code"], // what is seen of the object
  "components/designer/role/role-room.tsx": ["code"], // what is seen of the role
  "components/designer/panel/setting-line.tsx": ["choice", "switch"], // controls of the property panel (schema-panel.ts)
  "components/designer/object/field-commands.ts": ["choice"],
  "components/designer/form/node-tree.ts": ["choice"],
  "components/render/people.ts": ["user"], // a kind of actor: "user:…"
  "runtime/flows/worker.ts": ["wait"], // a kind of work
};

const engine = [
  "runtime/records/**/*.ts",
  "runtime/effective/**/*.ts",
  "runtime/drafts/**/*.ts",
  "runtime/packages/**/*.ts",
  "runtime/flows/*.ts",
  "metadata/layers/**/*.ts",
  "components/render/**/*.{ts,tsx}",
  "components/designer/**/*.{ts,tsx}",
  "api/**/*.ts",
];

const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

/** Comparisons such as `type === "rating"`, `case "rating":`, `.component === "text-input"`: the engine knowing an open name. */
function comparisonsWith(source: string, names: readonly string[]): string[] {
  return names.filter((name) => new RegExp(`(?:[!=]==?\\s*|case\\s+)["'\`]${name}["'\`]|["'\`]${name}["'\`]\\s*[!=]==?`).test(source));
}

function offenders(names: readonly string[], files: readonly string[]): string[] {
  return files.flatMap((file) =>
    comparisonsWith(withoutComments(readFileSync(file, "utf8")), names)
      .filter((name) => homonyms[file]?.includes(name) !== true)
      .map((name) => `${file} compares with "${name}"`),
  );
}

const files = engine.flatMap((pattern) => globSync(pattern)).filter((file) => !/\.test(ing)?\.tsx?$/.test(file));

describe("the engine knows no open name", () => {
  it("sees the engine", () => {
    expect(files.length).toBeGreaterThan(30);
    expect(comparisonsWith('if (type === "rating") return;', ["rating"])).toEqual(["rating"]);
  });
  it("field types", () => {
    expect(
      offenders(
        fields.names.filter((name) => !closed.has(name)),
        files,
      ),
    ).toEqual([]);
  });
  it("steps", () => {
    expect(
      offenders(
        steps.names,
        files.filter((file) => file.startsWith("runtime/flows/") && !file.includes("/import/")),
      ),
    ).toEqual([]);
  });
  it("components", () => {
    // the storage "reference" and the component of that name are two things with one word
    expect(
      offenders(
        components.names.filter((name) => !closed.has(name)),
        files,
      ),
    ).toEqual([]);
  });
});
