import { problem, type Problem } from "#metadata";
import { insideOf, type Platform } from "#runtime";

interface Place {
  readonly log: Platform["log"];
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
}

/** Names of the database door's errors; by name, so that the door need not be imported here. */
const unavailable = new Set(["DatabaseUnavailable"]);
const overloaded = new Set(["Overloaded"]);
/** lock and statement time-outs, serialisation, too many connections, admin shutdown */
const passing = new Set(["55P03", "57014", "40001", "40P01", "53300", "57P01", "57P03"]);

/** A fault becomes a problem that says nothing of its inside; the inside goes to the log, without values. */
export function problemsOfFault(fault: unknown, { log, requestId, method, path }: Place): Problem[] {
  const inside = insideOf(fault);
  const { fault: name, code } = inside;
  if (unavailable.has(name)) {
    log.warn({ requestId, method, path, fault: name }, "database unavailable");
    return [problem("unavailable", "", "The database cannot be reached at the moment.")];
  }
  if (overloaded.has(name) || (code !== undefined && passing.has(code))) {
    log.warn({ requestId, method, path, fault: name, code }, "overloaded");
    return [problem("overloaded", "", "There is too much to do at the moment.")];
  }
  log.error({ requestId, method, path, ...inside }, "fault");
  return [problem("internal", "", "Something went wrong inside.", { details: { requestId } })];
}
