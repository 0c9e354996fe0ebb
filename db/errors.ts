import postgres from "postgres";

/** The database does not answer, or ended the connection. What was being written is absent or whole, never partial. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
  /** SQLSTATE or the driver's code */
  readonly code: string;
  constructor(code: string, cause?: unknown) {
    super(`the database is not available (${code})`, { cause });
    this.code = code;
  }
}

/**
 * Too much is asked for at once. queue: too many wait already · wait: no connection became free in time ·
 * deadline: it was running and did not end in time; when it wrote, it may or may not have been committed.
 */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
  readonly code: "queue" | "wait" | "deadline";
  constructor(code: "queue" | "wait" | "deadline") {
    super(`the database is overloaded (${code})`);
    this.code = code;
  }
}

/** COMMIT answered ROLLBACK: a statement had failed although nobody was told. Nothing was written. */
export class TransactionRolledBack extends Error {
  override readonly name = "TransactionRolledBack";
  /** SQLSTATE of the statement that failed, when it is known */
  readonly code: string | undefined;
  constructor(cause?: unknown) {
    super("the transaction was rolled back", { cause });
    this.code = codeOf(cause);
  }
}

/** SQLSTATE or the driver's code of an error; undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** SQLSTATEs by which the server ends or refuses a connection: shutdown, crash, starting up, too many, failed connection. */
const gone = /^(57P0[1-5]|53300|08...)$/;

/** Whether an error of the driver means that the connection, not the statement, is at fault. */
export const isConnectionError = (error: unknown): boolean =>
  error instanceof postgres.PostgresError ? gone.test(error.code) : !(error instanceof TypeError || error instanceof RangeError);
