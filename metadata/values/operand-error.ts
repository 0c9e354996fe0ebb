/** An operator cannot work on these values. The evaluator adds the place and turns it into a Problem. */
export class OperandError extends Error {
  override readonly name = "OperandError";
  /** "limit": too much work or too large a result · "operand": a value that does not fit */
  readonly reason: "operand" | "limit";

  constructor(message: string, reason: "operand" | "limit" = "operand") {
    super(message);
    this.reason = reason;
  }
}
