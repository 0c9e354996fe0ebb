"use client";
import { useLocale, useTranslations } from "use-intl";
import { type Json, type Problem, isKind, namesOf } from "#metadata";
import { placeWords } from "./change-words.ts";
import { RoomLink } from "./room-link.tsx";
import { roomOf } from "./rooms.ts";
import { useWorkspace } from "./studio-context.tsx";

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

function ProblemLine({ problem, onGo }: { readonly problem: Problem; readonly onGo: (() => void) | undefined }) {
  const t = useTranslations("studio");
  const locale = useLocale();
  const [kind = "", name = "", ...rest] = namesOf(problem.path);
  const documents = useWorkspace((state) => state.documents);
  const room = isKind(kind) ? roomOf(kind) : undefined;
  const words =
    room === undefined
      ? undefined
      : placeWords(
          documents.get(`${kind}/${name}` as never) as unknown as Json,
          rest.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
          locale,
        );
  const where = words && [...words.things.map((thing) => thing.name), ...(words.property ? [words.property] : [])].join(" · ");
  return (
    <li>
      <p>{t.has(`problem.${problem.code}` as never) ? t(`problem.${problem.code}` as never) : problem.message}</p>
      {t.has(`problem.${problem.code}` as never) ? <p className="text-sm text-muted">{problem.message}</p> : null}
      <p className="text-sm text-muted">
        {room === undefined ? (
          <span className="font-mono">{problem.path}</span>
        ) : (
          <span onClick={onGo}>
            <RoomLink href={`/studio/${room.name}/${name}${rest[0] === "examples" ? "#examples" : ""}`} className="text-accent-text">
              {name}
              {where ? ` · ${where}` : ""}
            </RoomLink>
          </span>
        )}{" "}
        {problem.help}
      </p>
    </li>
  );
}
