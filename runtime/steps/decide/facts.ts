import { pointer, problem, type Problem, type TableDocument } from "#metadata";

/** Facts that are no inputs of a table; that a name is not there at all is told where references are looked at. */
export const factProblems = ({ name, inputs, outputs }: TableDocument, facts: Readonly<Record<string, unknown>> = {}): Problem[] =>
  Object.keys(facts)
    .filter(
      (fact) => Object.values(outputs).some((each) => each.name === fact) && !Object.values(inputs).some((each) => each.name === fact),
    )
    .map((fact) => problem("unknown_name", `/facts${pointer(fact)}`, `"${fact}" is an output of the table "${name}", not an input`));
