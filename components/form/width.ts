/** A field that explains itself takes the whole row of its section. */
export const widthClass = (width: "auto" | "full" | undefined): string | undefined => (width === "full" ? "col-span-full" : undefined);
