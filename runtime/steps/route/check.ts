import { inOrder, pointer, problem, type Problem, type StepSurroundings, type TableDocument, type TableOutput } from "#metadata";
import { defaultBranch } from "../choice/definition.ts";
import { factProblems } from "../decide/facts.ts";

type Value = string | number | boolean;
interface Config {
  readonly table: string;
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  readonly output: string;
  readonly branches: Readonly<
    Record<string, { readonly is: readonly Value[]; readonly order: string; readonly goto?: string | undefined }>
  >;
  readonly default?: { readonly goto?: string | undefined } | undefined;
}

/** What is wrong with the branches of a table's answer, by themselves and beside the table. */
export function routeProblems(config: Config, { documents, filled }: StepSurroundings): readonly Problem[] {
  const table = documents.table.get(config.table);
  const problems = [...deadEnds(config, filled), ...forks(config)];
  if (table === undefined) return problems;
  problems.push(...factProblems(table, config.facts));
  const [id, output] = Object.entries(table.outputs).find(([, { name }]) => name === config.output) ?? [];
  if (id === undefined || output === undefined) {
    // that there is neither an input nor an output of the name is told where references are looked at
    const isInput = Object.values(table.inputs).some(({ name }) => name === config.output);
    return isInput
      ? [...problems, problem("unknown_name", "/output", `"${config.output}" is an input of the table "${table.name}"`)]
      : problems;
  }
  if (output.list === true || output.type === "money" || output.type === "set") {
    const what = output.list === true || output.type === "set" ? "a list" : "an amount";
    problems.push(problem("wrong_type", "/output", `"${output.name}" gives ${what}; a way is said by one plain value`));
  }
  const options = optionsOf(output, documents.object);
  if (options !== undefined) problems.push(...strangers(config, output, options));
  if (config.default === undefined) {
    const without = unanswered(config, table, id, options);
    if (without !== undefined)
      problems.push(problem("required", "/default", `${without}, and no branch is for that: give a default branch`));
  }
  return problems;
}

/** Branches without steps that do not say where they go. */
const deadEnds = ({ branches, default: otherwise }: Config, filled: ReadonlySet<string>): Problem[] =>
  [...inOrder(branches), ...(otherwise === undefined ? [] : [{ id: defaultBranch, goto: otherwise.goto }])]
    .filter(({ id, goto }) => goto === undefined && !filled.has(id))
    .map(({ id }) =>
      problem(
        "invalid_document",
        id === defaultBranch ? "/default" : pointer("branches", id),
        `The branch "${id}" leads nowhere: put steps into it, or say where it goes`,
      ),
    );

/** Values that two branches are for. */
function forks({ branches }: Config): Problem[] {
  const ways = new Map<Value, string>();
  return eachValue(branches).flatMap(({ value, id, at }) => {
    const other = ways.get(value);
    if (other === undefined) ways.set(value, id);
    return other === undefined ? [] : [problem("name_taken", at, `"${String(value)}" leads to the branch "${other}" already`)];
  });
}

/** Values that the output never has. */
const strangers = ({ branches }: Config, { name }: TableOutput, options: readonly string[]): Problem[] =>
  eachValue(branches)
    .filter(({ value }) => !options.includes(String(value)))
    .map(({ value, at }) =>
      problem("not_an_option", at, `"${String(value)}" is not an option of "${name}"`, { details: { known: options } }),
    );

const eachValue = (branches: Config["branches"]) =>
  inOrder(branches).flatMap(({ id, is }) => is.map((value, index) => ({ id, value, at: `${pointer("branches", id)}/is/${index}` })));

/** What the table can say that no branch is for, as the beginning of a sentence; undefined: nothing. */
function unanswered(
  { branches }: Config,
  table: TableDocument,
  output: string,
  options: readonly string[] | undefined,
): string | undefined {
  const named = eachValue(branches).map(({ value }) => value);
  const left = options?.filter((each) => !named.includes(each));
  if (left === undefined) return "The table can say anything";
  if (left.length > 0) return `The table can say "${left.slice(0, 5).join('", "')}"`;
  const answers = [...Object.values(table.rows).map(({ out }) => out), table.default ?? {}];
  return answers.every((out) => out[output] !== undefined) ? undefined : "The table can say nothing";
}

function optionsOf(output: TableOutput, objects: StepSurroundings["documents"]["object"]): readonly string[] | undefined {
  if (output.type !== "enum") return undefined;
  if (output.options !== undefined) return Object.keys(output.options);
  const [object = "", field = ""] = output.optionsOf?.split(".") ?? [];
  const options = Object.values(objects.get(object)?.fields ?? {}).find(({ name }) => name === field)?.config?.["options"];
  return typeof options === "object" && options !== null ? Object.keys(options) : undefined;
}
