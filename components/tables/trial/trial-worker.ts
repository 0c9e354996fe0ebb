import { answersTrials, type Asked } from "./answer-trial.ts";

const answer = answersTrials();
addEventListener("message", ({ data }: MessageEvent<Asked>) => postMessage(answer(data)));
