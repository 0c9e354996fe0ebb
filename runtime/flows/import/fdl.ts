import { problem, type FlowDocument, type Problem } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { steps } from "../../steps/definitions.ts";
import { compileFlow } from "../compile.ts";
import { readSource, type Repair } from "./read.ts";
import { translate } from "./translate.ts";

export type { Repair } from "./read.ts";

export interface FdlOptions {
  /** refuse what only a repair can read */
  readonly strict?: boolean | undefined;
  /** id and API name of the document; absent = "imported_flow" */
  readonly name?: string | undefined;
}

export interface Imported {
  /** a flow document that our engine runs; absent when the source cannot be read */
  readonly document?: FlowDocument;
  /** what was put right in the text, by line */
  readonly repairs: readonly Repair[];
  /** `details`: severity (error, warning, info), line of the source, lint. Without an error the document runs as it is. */
  readonly problems: readonly Problem[];
}

/** A flow in FDL (YAML or JSON), as the service it comes from would read it, → one of our flow documents. Nothing is saved, nothing is run. */
export function importFdl(source: string, options: FdlOptions = {}): Imported {
  const reading = readSource(source, options.strict === true);
  if ("errors" in reading) {
    return {
      repairs: [],
      problems: reading.errors.map(({ line, message }) =>
        problem("fdl_unreadable", "", `Line ${line}: ${message}`, { details: { severity: "error", line } }),
      ),
    };
  }
  const { document, problems } = translate(reading.root, options.name ?? "imported_flow");
  if (document === undefined) return { repairs: reading.repairs, problems };
  const compiled = compileFlow(document, { steps, fields, operators });
  const wrong = compiled.ok ? [] : compiled.problems.map((each) => ({ ...each, details: { severity: "error", ...each.details } }));
  return { document, repairs: reading.repairs, problems: [...problems, ...wrong] };
}
