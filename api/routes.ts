import { batchRoutes } from "./batch/routes.ts";
import { accessRoutes } from "./access/routes.ts";
import { authRoutes } from "./auth/routes.ts";
import { callbackRoutes } from "./callbacks/routes.ts";
import { decisionRoutes } from "./decisions/routes.ts";
import { docsRoutes } from "./docs/routes.ts";
import { draftRoutes } from "./drafts/routes.ts";
import { evaluatorRoutes } from "./evaluator/routes.ts";
import { exportRoutes } from "./exports/routes.ts";
import { expressionRoutes } from "./expressions/routes.ts";
import { fileRoutes } from "./files/routes.ts";
import { flowRoutes } from "./flows/routes.ts";
import { importRoutes } from "./imports/routes.ts";
import { jobRoutes } from "./jobs/routes.ts";
import { linkRoutes } from "./links/routes.ts";
import { meRoutes } from "./me/routes.ts";
import { metadataRoutes } from "./metadata/routes.ts";
import { operationRoutes } from "./operations/routes.ts";
import { peopleRoutes } from "./people/routes.ts";
import { recordRoutes } from "./records/routes.ts";
import { removalRoutes } from "./removals/routes.ts";
import { revisionRoutes } from "./revisions/routes.ts";
import { rolloutRoutes } from "./rollouts/routes.ts";
import type { Route } from "./route.ts";
import { runRoutes } from "./runs/routes.ts";
import { settingsRoutes } from "./settings/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { shareRoutes } from "./shares/routes.ts";
import { slotRoutes } from "./slots/routes.ts";
import { tableRoutes } from "./tables/routes.ts";
import { teamRoutes } from "./teams/routes.ts";
import { topicRoutes } from "./topics/routes.ts";
import { webhookRoutes } from "./webhooks/routes.ts";

/** Every call of the API, in the order the description shows them. */
export const routes: readonly Route[] = [
  ...recordRoutes,
  ...searchRoutes,
  ...batchRoutes,
  ...shareRoutes,
  ...accessRoutes,
  ...peopleRoutes,
  ...teamRoutes,
  ...fileRoutes,
  ...slotRoutes,
  ...metadataRoutes,
  ...draftRoutes,
  ...revisionRoutes,
  ...removalRoutes,
  ...expressionRoutes,
  ...tableRoutes,
  ...decisionRoutes,
  ...rolloutRoutes,
  ...evaluatorRoutes,
  ...flowRoutes,
  ...runRoutes,
  ...topicRoutes,
  ...webhookRoutes,
  ...jobRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...callbackRoutes,
  ...linkRoutes,
  ...meRoutes,
  ...settingsRoutes,
  ...authRoutes,
  ...docsRoutes,
  ...operationRoutes,
];
