import type { ProblemCode } from "./shapes.ts";

export interface Problem {
  readonly code: ProblemCode;
  /** JSON Pointer into what was sent */
  readonly path: string;
  readonly message: string;
  readonly help?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The API refused: RFC 9457 with everything that is wrong at once. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: ProblemCode;
  readonly problems: readonly Problem[];
  readonly details: Readonly<Record<string, unknown>>;
  /** for whoever runs the platform */
  readonly requestId: string | undefined;
  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(typeof body["detail"] === "string" ? body["detail"] : `The API answered ${status}.`);
    this.status = status;
    this.code = (typeof body["code"] === "string" ? body["code"] : "internal") as ProblemCode;
    this.problems = Array.isArray(body["problems"]) ? (body["problems"] as readonly Problem[]) : [];
    this.details = (body["details"] ?? {}) as Readonly<Record<string, unknown>>;
    this.requestId = typeof body["requestId"] === "string" ? body["requestId"] : undefined;
  }
  /** What is wrong with one field: "name", "/lines/0/count". */
  at(path: string): readonly Problem[] {
    const pointer = path.startsWith("/") ? path : `/${path}`;
    return this.problems.filter((each) => each.path === pointer);
  }
}
