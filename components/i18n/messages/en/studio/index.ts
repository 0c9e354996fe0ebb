import { columnsWords } from "./columns.ts";
import { conditionsWords } from "./conditions.ts";
import { findingsWords } from "./findings.ts";
import { formsWords } from "./forms.ts";
import { frameWords } from "./frame.ts";
import { indexesWords } from "./indexes.ts";
import { logWords } from "./log.ts";
import { objectRulesWords } from "./object-rules.ts";
import { objectsWords } from "./objects.ts";
import { packagesWords } from "./packages.ts";
import { publishWords } from "./publish.ts";
import { rolesWords } from "./roles.ts";
import { routingWords } from "./routing.ts";
import { tableWords } from "./table.ts";

/** The studio's words. */
export const studio = {
  ...frameWords,
  ...logWords,
  ...publishWords,
  ...objectsWords,
  ...indexesWords,
  ...objectRulesWords,
  ...conditionsWords,
  ...formsWords,
  ...rolesWords,
  ...tableWords,
  ...findingsWords,
  ...columnsWords,
  ...routingWords,
  ...packagesWords,
} as const;
