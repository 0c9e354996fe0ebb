import { defineStep, logicSchema, nameSchema } from "#metadata";
import * as z from "zod";
import { factProblems } from "./facts.ts";

/** Asks a decision table. Result: `{ outputs: [{ <output name>: value }], hits: [row id], decisionId }`. */
export const decide = defineStep({
  name: "decide",
  label: { en: "Decide by table", zh: "查决策表" },
  icon: "table-2",
  task: true,
  config: z.strictObject({
    table: nameSchema,
    /** fact name → expression; absent = the step's input values that bear the name of an input of the table */
    facts: z.record(nameSchema, logicSchema).optional(),
  }),
  refersTo: ({ table, facts = {} }) => [
    { kind: "table", name: table, path: "/table" },
    ...Object.keys(facts).map((member) => ({ kind: "table", name: table, path: `/facts/${member}`, member })),
  ],
  check: ({ table: name, facts }, { documents }) => {
    const table = documents.table.get(name);
    return table === undefined ? [] : factProblems(table, facts);
  },
});
