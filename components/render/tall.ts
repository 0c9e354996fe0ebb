/** Inputs that need more room than a line: no column of a table of lines, and in a grid they float over it. */
export const tallInputs: ReadonlySet<string> = new Set([
  "rich-text",
  "markdown",
  "text-area",
  "json-input",
  "code-input",
  "files",
  "images",
  "signature",
  "location",
  "address",
  "region",
  "any-reference",
  "references",
  "choice",
  "line-items",
]);

/** Those of one part that ask for no other window: leaving them saves, as it does with an input of one line. */
export const savedByLeaving: ReadonlySet<string> = new Set(["text-area", "code-input", "json-input", "choice"]);
