/** "1 234,50" as people group it, with digits and points of a Chinese keyboard → "1234.50" */
export const plainNumber = (text: string): string =>
  text
    .replaceAll(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replaceAll(/[。．]/gu, ".")
    .replaceAll(/[－−–]/gu, "-")
    .replaceAll(/[\s,，]/gu, "")
    .replace(/^\+/u, "");
