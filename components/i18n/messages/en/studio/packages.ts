/** The room of packages. */
export const packagesWords = {
  packages: {
    none: "No package is installed",
    noneHelp: "A package brings objects, forms, rules and flows for an industry.",
    documents: "{count, plural, one {# document} other {# documents}}",
  },
} as const;
