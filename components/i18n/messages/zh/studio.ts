/** The studio's words. */
export const studio = {} as const;
