/** Of the databases that measurements make and throw away. */
export const secret = "bench-secret-bench-secret-bench-secret";
