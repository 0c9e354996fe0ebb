import { problem, type Problem } from "#metadata";

/** A hidden field answers exactly so. `near`: a field that may be seen and was perhaps meant. */
export const unknownField = (object: { readonly name: string }, name: string, path: string, near?: string): Problem =>
  problem(
    "unknown_field",
    path,
    `"${object.name}" has no field "${name.slice(0, 80)}"${near === undefined ? "" : `; did you mean "${near}"?`}`,
    { details: { field: name.slice(0, 80) } },
  );
