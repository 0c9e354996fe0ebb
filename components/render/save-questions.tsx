"use client";
import { Suspense, useEffect, useState } from "react";
import { byNeed } from "../ui/by-need.ts";
import { showQuestionsBy, type Answer, type Question } from "./save-record.ts";

const ConflictDialog = byNeed(async () => (await import("./conflict-dialog.tsx")).ConflictDialog);
const DuplicateDialog = byNeed(async () => (await import("./duplicate-dialog.tsx")).DuplicateDialog);

interface Asked {
  readonly question: Question;
  readonly answer: (answer: Answer) => void;
}

/** Where whoever saves is asked about what stands in the way: one question at a time. */
export function SaveQuestions() {
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  useEffect(() => showQuestionsBy((question, answer) => setAsked((before) => [...before, { question, answer }])), []);
  const [first] = asked;
  if (first === undefined) return null;
  const done = (answer: Answer) => {
    setAsked((before) => before.slice(1));
    first.answer(answer);
  };
  return (
    <Suspense fallback={null}>
      {first.question.kind === "conflict" ? (
        <ConflictDialog key={first.question.theirs.version} conflict={first.question} onAnswer={done} />
      ) : (
        <DuplicateDialog duplicate={first.question} onAnswer={done} />
      )}
    </Suspense>
  );
}
