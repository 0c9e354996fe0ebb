"use client";
import { useQuery } from "@tanstack/react-query";
import { api, ApiProblem, withQuery } from "./api.ts";

/** A file as a record holds it. */
export interface FileValue {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}
/** A file as the API tells it; its addresses end after some minutes. */
export interface FileJson extends FileValue {
  readonly width?: number;
  readonly height?: number;
  /** "original", and of images "thumb" and "medium" */
  readonly urls: Readonly<Record<string, string>>;
}

/** Files in a value, however many it holds. */
export const filesIn = (value: unknown): readonly FileValue[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (each): each is FileValue => typeof each === "object" && each !== null && typeof (each as FileValue).id === "string",
  );

/** Addresses of a file's bytes, for whoever may read the field that keeps it. */
export const useFile = (id: string | undefined) =>
  useQuery({
    queryKey: ["file", id],
    queryFn: () => api<FileJson>(`/files/${id}`),
    enabled: id !== undefined,
    // the addresses hold for four minutes at least
    staleTime: 180_000,
    refetchInterval: 230_000,
    retry: false,
  });

/**
 * Sends one file; `onProgress` hears a share from 0 to 1. It is nobody's until a record that names it is saved.
 * @throws ApiProblem; `AbortError` when `signal` ends it
 */
export function sendFile(
  file: File,
  meant: { readonly object: string; readonly field: string } | undefined,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<FileJson> {
  // fetch tells nothing of what has been sent
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const fail = (status: number, problem: Record<string, unknown>) => reject(new ApiProblem(status, problem, undefined));
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = readJson(request.responseText);
      if (request.status >= 200 && request.status < 300 && answer !== undefined) resolve(answer as unknown as FileJson);
      else fail(request.status, answer ?? {});
    });
    request.addEventListener("error", () => fail(0, {}));
    request.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", `/api/v1${withQuery("/files", meant ?? {})}`);
    request.send(body);
  });
}

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
