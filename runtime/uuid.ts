const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id as the platform makes them, in lower case: anything else would be a fault of the database. */
export const isUuid = (value: unknown): value is string => typeof value === "string" && pattern.test(value);
