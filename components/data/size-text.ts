/** "1.2 MB" in the reader's language. */
export function sizeText(bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(units.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  // short for byte is "9 byte", which nobody says
  const unitDisplay = step === 0 ? "long" : "short";
  return new Intl.NumberFormat(locale, { style: "unit", unit: units[step]!, unitDisplay, maximumFractionDigits: 1 }).format(
    bytes / 1_000 ** step,
  );
}
