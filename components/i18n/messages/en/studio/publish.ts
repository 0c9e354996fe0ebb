/** Publishing a draft, what keeps it from being published, and the revisions. */
export const publishWords = {
  miss: "Expected {expected}; it gives {actual}",
  missHelp: "Correct the rows, or the example where it asks for what should no longer be.",
  publish: {
    warnings:
      "{count, plural, one {# place deserves a look; it does not hold up publishing} other {# places deserve a look; they do not hold up publishing}}",
    button: "Publish",
    title: "Publish draft {number}",
    what: "{count, plural, one {# change goes} other {# changes go}} live at once: pages, flows and the server's own checks follow.",
    unsaved: "Not published: some of it is not saved",
    refused: "Not published: something does not fit together",
    conflict: "Not published: somebody published a change of the same property",
    message: "What changed and why",
    messageHelp: "Shown in the history of revisions",
    done: "Published as r{revision}",
    back: "Undo",
  },
  revisions: {
    title: "History",
    none: "Nothing has been published yet.",
    noMessage: "No note",
    live: "Live",
    restore: "Restore r{n}",
    restored: "r{n} is live again, as r{revision}",
  },
} as const;
