const isNumber = /^[+-]?(\d+([.,]\d+)*|\.\d+)(e[+-]?\d+)?%?$/i;

/**
 * A cell that no program takes for a formula: what begins as one is given an apostrophe, unless it is a number. Whoever reads it takes the
 * apostrophe away again (`plainOf`). Of full-width signs too: some programs read them as their narrow forms.
 */
export const neutral = (text: string): string => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber.test(text) ? `'${text}` : text);

/** The text of a cell without the apostrophe that `neutral` has put in front of it. */
export const plainOf = (text: string): string => (/^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text);

/** A text for a cell that is typed as text, where none is a formula: one whose own apostrophe a reader would take away is given another. */
export const keepingApostrophe = (text: string): string => (plainOf(text) === text ? text : `'${text}`);
