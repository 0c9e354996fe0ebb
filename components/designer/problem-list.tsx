"use client";
import { useLocale, useTranslations } from "use-intl";
import { type Json, type Problem, isKind, namesOf } from "#metadata";
import { useText } from "../i18n/index.ts";
import { useSay } from "../render/say.ts";
import { placeWords } from "./change-words.ts";
import { RoomLink } from "./room-link.tsx";
import { roomOf } from "./rooms.ts";
import { useWorkspace } from "./studio-context.tsx";
import { ToldProblem } from "./told-problem.tsx";
import { useTelling } from "./use-telling.ts";

/** Problems of several documents (paths begin with /{kind}/{name}), each with a way to its place. */
export function ProblemList({ problems, onGo }: { readonly problems: readonly Problem[]; readonly onGo?: () => void }) {
  return (
    <ul className="mt-1 flex max-h-60 flex-col gap-2 overflow-auto">
      {problems.map((problem, at) => (
        <ProblemLine key={at} problem={problem} onGo={onGo} />
      ))}
    </ul>
  );
}

/** What an example expects and is not given. */
interface Miss {
  readonly part: string;
  readonly expected: Json;
  readonly actual: Json;
}

function ProblemLine({ problem, onGo }: { readonly problem: Problem; readonly onGo: (() => void) | undefined }) {
  const t = useTranslations("studio");
  const locale = useLocale();
  const text = useText();
  const say = useSay();
  const [kind = "", name = "", ...rest] = namesOf(problem.path);
  const documents = useWorkspace((state) => state.documents);
  const document = documents.get(`${kind}/${name}` as never);
  const telling = useTelling(document);
  const misses = problem.code === "example_fails" ? ((problem.details?.["misses"] ?? []) as readonly Miss[]) : [];
  const told = (part: string, value: Json): string => {
    if (part !== "hits" || !Array.isArray(value)) return telling.given(value);
    return value.length === 0 ? "–" : value.map((row) => telling.row(String(row))).join(locale === "zh" ? "、" : ", ");
  };
  const room = isKind(kind) ? roomOf(kind) : undefined;
  const words =
    room === undefined
      ? undefined
      : placeWords(
          document as unknown as Json,
          rest.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
          locale,
        );
  const where = words && [...words.things.map((thing) => thing.name), ...(words.property ? [words.property] : [])].join(" · ");
  return (
    <li>
      {misses.length > 0 ? (
        <>
          <p>{say(problem)}</p>
          {misses.map(({ part, expected, actual }) => (
            <p key={part} className="text-sm text-muted">
              {t("miss", { expected: told(part, expected), actual: told(part, actual) })}
            </p>
          ))}
        </>
      ) : (
        <ToldProblem problem={problem} />
      )}
      <p className="text-sm text-muted">
        {room === undefined ? (
          <span className="font-mono">{problem.path}</span>
        ) : (
          <span onClick={onGo}>
            <RoomLink href={`/studio/${room.name}/${name}${rest[0] === "examples" ? "#examples" : ""}`} className="text-accent-text">
              {text(document?.label, name)}
              {where ? ` · ${where}` : ""}
            </RoomLink>
          </span>
        )}{" "}
        {misses.length > 0 ? t("missHelp") : locale === "en" ? problem.help : null}
      </p>
    </li>
  );
}
