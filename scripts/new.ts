/**
 * `npm run new <field|operator|step|component> <name>`: the file, its test and the line in the hand-kept list.
 * Refuses what exists. Prints what it wrote and what to fill in.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const [what, name] = process.argv.slice(2);

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

const camel = (text: string): string => text.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replaceAll(/[-_]/g, " ");

const written: string[] = [];
function write(path: string, text: string): void {
  if (existsSync(path)) stop(`${path} exists; choose another name.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  written.push(path);
}

/** Adds an import and an entry at the end of the list that follows `opening`. */
function list(path: string, importLine: string, opening: string, entry: string): void {
  const text = readFileSync(path, "utf8");
  const at = text.indexOf(opening);
  if (at < 0) stop(`${path} has no list "${opening}"`);
  const open = at + opening.length - 1;
  const pairs: Record<string, string> = { "[": "]", "{": "}" };
  const close = text.indexOf(pairs[text[open]!]!, open);
  const inside = text.slice(open + 1, close).trimEnd();
  const separator = inside === "" || inside.endsWith(",") ? "" : ",";
  const lines = `${text.slice(0, open + 1)}${inside}${separator}\n  ${entry},\n${text.slice(close)}`;
  const lastImport = lines.lastIndexOf("\nimport ");
  const end = lines.indexOf("\n", lastImport + 1);
  writeFileSync(path, `${lines.slice(0, end)}\n${importLine}${lines.slice(end)}`);
  written.push(`${path} (a line)`);
}

const snake = /^[a-z][a-z0-9_]*$/;
const kebab = /^[a-z][a-z0-9-]*$/;

const makers: Record<string, (name: string) => void> = {
  field(name) {
    if (!snake.test(name)) stop("A field type's name is snake_case, such as star_rating.");
    write(
      `metadata/fields/${name}.ts`,
      `import * as z from "zod";
import { defineFieldType } from "../field-type.ts";

/** What it holds, in one sentence: canonical value, unit, limits. */
export const ${camel(name)} = defineFieldType({
  name: "${name}",
  label: { en: "${title(name)}", zh: "${title(name)}" },
  icon: "square",
  storage: "text",
  config: z.strictObject({}),
  value: () => z.string().max(255),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "text-input", read: "read-text" },
  toText: (value) => value,
});
`,
    );
    write(
      `metadata/fields/${name}.test.ts`,
      `import { expect, it } from "vitest";
import { ${camel(name)} } from "./${name}.ts";

it("reads its own output", () => {
  const value = ${camel(name)}.value({});
  expect(value.parse(value.parse("a"))).toBe("a");
});
`,
    );
    list(
      "metadata/fields/index.ts",
      `import { ${camel(name)} } from "./${name}.ts";`,
      "export const fields = registry<FieldType>([",
      camel(name),
    );
  },
  operator(name) {
    if (!snake.test(name)) stop("An operator's file name is snake_case, such as starts_with.");
    write(
      `metadata/operators/${name}.ts`,
      `import { defineOperator } from "../operator.ts";

/** What it answers, for which operands; what an absent operand does. */
export const ${camel(name)} = defineOperator({
  name: "${name}",
  label: { en: "${title(name)}", zh: "${title(name)}" },
  arity: [1, 1],
  evaluate: ([value]) => value ?? null,
  examples: [{ logic: { ${name}: ["a"] }, is: "a", sql: false }],
});
`,
    );
    list(
      "metadata/operators/index.ts",
      `import { ${camel(name)} } from "./${name}.ts";`,
      "export const operators = registry<Operator>([",
      camel(name),
    );
  },
  step(name) {
    if (!snake.test(name)) stop("A step's name is snake_case, such as send_mail.");
    write(
      `runtime/steps/${name}/definition.ts`,
      `import { defineStep } from "#metadata";
import * as z from "zod";

/** What it does and what its result is. */
export const ${camel(name)} = defineStep({
  name: "${name}",
  label: { en: "${title(name)}", zh: "${title(name)}" },
  icon: "square",
  config: z.strictObject({}),
});
`,
    );
    write(
      `runtime/steps/${name}/execute.ts`,
      `import type { Execute } from "../../step.ts";

/** Its settings are what its definition parses. */
export const execute${title(camel(name)).replaceAll(" ", "")}: Execute<Record<string, never>> = async () => ({ done: {} });
`,
    );
    list(
      "runtime/steps/definitions.ts",
      `import { ${camel(name)} } from "./${name}/definition.ts";`,
      "export const stepList = [",
      camel(name),
    );
    console.log("Now name its executor in runtime/steps/executors.ts; tsc says where.");
  },
  component(name) {
    if (!kebab.test(name)) stop("A component's name is kebab-case, such as star-rating.");
    write(
      `components/form/${name}/definition.ts`,
      `import { defineComponent } from "#metadata";
import * as z from "zod";

export const ${camel(name)} = defineComponent({
  name: "${name}",
  label: { en: "${title(name)}", zh: "${title(name)}" },
  icon: "square",
  group: "display",
  on: ["form", "page"],
  props: z.strictObject({}),
});
`,
    );
    write(
      `components/form/${name}/view.tsx`,
      `"use client";
import type { View } from "../../render/view.ts";
import type { ${camel(name)} } from "./definition.ts";

export const ${title(camel(name)).replaceAll(" ", "")}: View<typeof ${camel(name)}> = () => <div />;
`,
    );
    list(
      "components/definitions.ts",
      `import { ${camel(name)} } from "./form/${name}/definition.ts";`,
      "export const definitions = [",
      camel(name),
    );
    console.log("Now name its view in components/views.tsx; tsc says where.");
  },
};

if (what === undefined || name === undefined || !Object.hasOwn(makers, what))
  stop(`Usage: npm run new <${Object.keys(makers).join("|")}> <name>`);
makers[what]!(name);
console.log(`wrote ${written.join(", ")}`);
