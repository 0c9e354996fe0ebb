const isNumber = /^[+-]?(\d+([.,]\d+)*|\.\d+)(e[+-]?\d+)?%?$/i;

/**
 * A cell that no program takes for a formula: what begins as one is given an apostrophe, unless it is a number. An import takes it away again.
 * Of full-width signs too: some programs read them as their narrow forms.
 */
export const neutral = (text: string): string => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber.test(text) ? `'${text}` : text);
