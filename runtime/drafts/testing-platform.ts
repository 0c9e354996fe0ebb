import { pino } from "pino";
import * as z from "zod";
import type { Database } from "#db";
import { createLanguage, defineComponent, logicSchema, nameSchema, registry, textSchema, type Language } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { steps } from "#runtime/steps/definitions";
import type { Actor } from "../actor.ts";
import { createEffectives } from "../effective/effectives.ts";
import type { Platform } from "../platform.ts";
import { createSlowBook } from "../slots/slow-book.ts";

/** The language of the tests: everything real but the components, which are of a layer above. */
export const testLanguage: Language = createLanguage({
  fields,
  operators,
  steps,
  components: registry([
    defineComponent({
      name: "section",
      label: "Section",
      icon: "square",
      group: "layout",
      on: ["form", "page"],
      container: true,
      props: z.strictObject({ title: textSchema.optional() }),
    }),
    defineComponent({
      name: "text-input",
      label: "Text",
      icon: "type",
      group: "input",
      on: ["form"],
      bound: true,
      props: z.strictObject({ field: nameSchema }),
    }),
    defineComponent({
      name: "record-form",
      label: "Form",
      icon: "form",
      group: "data",
      on: ["page"],
      props: z.strictObject({ form: nameSchema.meta({ picks: "form" }), when: logicSchema.optional() }),
    }),
  ]),
});

/** What drafts and packages need of a platform, over a test's database: no identity, no worker. */
export function testPlatform(db: Database, options: Parameters<typeof createEffectives>[2] = {}): Platform {
  const log = pino({ level: "silent" });
  return {
    db,
    language: testLanguage,
    secret: "test",
    effectives: createEffectives(db, testLanguage, options),
    log,
    slowBook: createSlowBook({ db, log }),
    wake: () => {},
  } as unknown as Platform;
}

export const actorOf = (tenantId: string, ...roles: string[]): Actor => ({ tenantId, userId: "u1", by: "user:u1", roles, locale: "en" });
