import type { Standing } from "./permissions/standing.ts";

/** Who asks. Made at the door, or by a flow on its own behalf; nothing below the door looks at a request. */
export interface Actor {
  readonly tenantId: string;
  /** null: a flow, an API key without a person, or a customer with a link */
  readonly userId: string | null;
  /** what history and logs show: "user:<id>", "key:<id>", "flow:<run id>", "link:<record id>", "system" */
  readonly by: string;
  /** names of role documents of the tenant */
  readonly roles: readonly string[];
  readonly locale: string;
  /** where he stands among the others, once it was looked up: rules over records may ask */
  readonly standing?: Standing;
  /** a link's holder may reach this record and nothing else */
  readonly only?: { readonly object: string; readonly recordId: string; readonly page: string };
  /** set by the platform's own flows and installer, never by the door */
  readonly unrestricted?: true;
}
