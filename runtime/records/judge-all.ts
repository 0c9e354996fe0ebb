import { hasOffers, offeredProblems } from "../decisions/offered.ts";
import { outside, reachAs } from "./allowed.ts";
import { hasRules, judge } from "./judge.ts";
import { factsOf } from "./record.ts";
import { refuse, type Draft, type Writing } from "./writing.ts";

/** Rules of the fields and of the record, and choices that a table gives. */
export function judgeAll(writing: Writing): void {
  const { effective, object, actor, access, right, at, act } = writing;
  const offers = hasOffers(object);
  if (!hasRules(object) && !offers) return;
  const sees = (access.read ?? right).sees;
  for (const draft of writing.drafts) {
    if (draft.unreadable === true) continue;
    const { data: after, before, record, given, failed, path } = draft;
    const facts = factsOf(object, after, record);
    const earlier = before === undefined ? {} : { before };
    refuse(writing, judge({ effective, object, actor, ...earlier, after, record, facts, given, failed, at, path }));
    if (!offers || failed.size > 0 || act === "restore") continue;
    const choosing = before === undefined ? {} : { before: factsOf(object, before, record) };
    refuse(writing, offeredProblems(effective, object, { ...choosing, after: facts, named: given, sees, at, path }));
  }
}

/** Who is brought back refers anew to whatever it refers to. */
export const candidatesOf = ({ act, drafts }: Writing): readonly Pick<Draft, "id" | "data" | "path" | "before">[] =>
  act === "restore" ? drafts.map(({ id, data, path }) => ({ id, data, path })) : drafts;

/** The record as it will be has to be among those that the right was given for. */
export async function judgeRows(writing: Writing): Promise<void> {
  const { tx, effective, actor, object, act, drafts, now } = writing;
  if (act !== "create" && act !== "update") return;
  const reached = await reachAs(tx, effective, actor, writing, act, drafts, now);
  for (const { id, path } of drafts) {
    if (!reached.ok)
      refuse(
        writing,
        reached.problems.map((each) => ({ ...each, path })),
      );
    else if (!reached.value(id)) refuse(writing, [outside(object, path, act)]);
  }
}
