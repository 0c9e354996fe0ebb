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
