import { pino, type DestinationStream, type Logger } from "pino";
import { codeOf } from "#db";

/** What a fault leaves in the log. */
export interface FaultInside {
  readonly fault: string;
  readonly code?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** Messages and details of the database may hold values of records, so only where it happened is kept of those. */
export function insideOf(fault: unknown): FaultInside {
  if (!(fault instanceof Error)) return { fault: "", message: `thrown: ${typeof fault}` };
  const code = codeOf(fault);
  const frames = (fault.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const ofDatabase = (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) || "query" in fault;
  return {
    fault: fault.name,
    ...(code === undefined ? {} : { code }),
    ...(ofDatabase ? {} : { message: fault.message }),
    stack: frames.slice(0, 12).join("\n"),
  };
}

/** The log of a process: one JSON line per entry; `err` is written without values. */
export const createLog = (level: string, to?: DestinationStream): Logger =>
  pino({ base: null, level, serializers: { err: insideOf } }, to ?? pino.destination(1));
