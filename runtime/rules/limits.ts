/** Bounds of every expression, so that no rule can hold up a process. They are far above what people write. */
export const limits = {
  /** operators, variables and constants of one expression */
  nodes: 2_000,
  /** levels of nesting */
  depth: 64,
  /** units of work of one evaluation: nodes evaluated inside iterators, elements and characters passed to operators */
  work: 1_000_000,
  /** units of work of all expressions that one question to a decision table comes to, and of those that many questions at once come to */
  decision: 2_000_000,
  decisions: 50_000_000,
  /** elements of a list an operator gives, and half of those it is given; what goes through a list one by one is bounded by its work */
  list: 10_000,
  /** UTF-16 units of a text an operator gives */
  text: 100_000,
  /** values in a result */
  result: 100_000,
} as const;
