export { api, ApiProblem, call, withQuery, type ApiAnswer, type ApiInit } from "./api.ts";
export { DataProvider, Hydrated, type Brought } from "./provider.tsx";
export { FollowRevision } from "./follow-revision.tsx";
export { keys } from "./keys.ts";
