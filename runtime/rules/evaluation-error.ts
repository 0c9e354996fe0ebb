import { problem, type Problem } from "#metadata";

/** Longest message, in characters. */
const longest = 500;

/**
 * An expression that was well said met values it cannot work on, or asked for too much. A problem of the rule's author or of the data, not a fault.
 * Its message says what kind of value it met and never the value: whoever reads it need not be one who may see the data.
 */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
  readonly code: "evaluation_error" | "expression_too_large";
  /** JSON Pointer of the operation inside the expression */
  readonly path: string;

  constructor(code: EvaluationError["code"], path: string, message: string) {
    super(message.length > longest ? `${message.slice(0, longest - 1)}…` : message);
    this.code = code;
    this.path = path;
  }

  toProblem(under = ""): Problem {
    return problem(this.code, under + this.path, this.message);
  }
}
