import { answersAnalysis, type Asked } from "./answer-analysis.ts";

const answer = answersAnalysis();
addEventListener("message", ({ data }: MessageEvent<Asked>) => postMessage(answer(data)));
