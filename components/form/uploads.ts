"use client";
import { useEffect, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ApiProblem } from "../data/api.ts";
import { filesIn, sendFile, type FileValue } from "../data/files.ts";
import { sizeText } from "../data/size-text.ts";
import { useFormState, type BoundField } from "../render/form-state.tsx";
import { useTell } from "../render/say.ts";

/** A file on its way, or one that was refused. */
export interface Upload {
  readonly key: string;
  readonly name: string;
  /** 0 to 1 */
  readonly share: number;
  readonly fault?: string;
}

/** Sends files at once when they are chosen and puts them into the field; the record keeps them when it is saved. */
export function useUploads(bound: BoundField, most: number) {
  const t = useTranslations("run.inputs");
  const tell = useTell();
  const locale = useLocale();
  const { object, beforeSave } = useFormState();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const underWay = useRef(new Map<string, Promise<boolean>>());
  useEffect(() => {
    if (beforeSave === undefined) return;
    const ended = async () => (await Promise.all(underWay.current.values())).every(Boolean);
    beforeSave.add(ended);
    return () => void beforeSave.delete(ended);
  }, [beforeSave]);
  // several may arrive in one turn: each is added to what the others made of it
  const latest = useRef(bound.value);
  useEffect(() => {
    latest.current = bound.value;
  }, [bound.value]);
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const each of all.values()) each.abort();
    };
  }, []);
  const { accept = [], maxBytes } = bound.field.settings as { accept?: readonly string[]; maxBytes?: number };
  const put = (files: readonly FileValue[]) => {
    const next = files.length === 0 ? undefined : files.slice(0, most);
    latest.current = next;
    bound.onChange(next);
  };
  const change = (key: string, part: Partial<Upload>) =>
    setUploads((before) => before.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const leave = (key: string) => {
    running.current.get(key)?.abort();
    running.current.delete(key);
    setUploads((before) => before.filter((each) => each.key !== key));
  };
  const send = (chosen: Iterable<File>) => {
    let room = most === 1 ? 1 : most - filesIn(latest.current).length - running.current.size;
    for (const file of chosen) {
      const key = crypto.randomUUID();
      // what is refused for itself takes nobody's room
      const refusal =
        maxBytes !== undefined && file.size > maxBytes
          ? t("tooLarge", { size: sizeText(maxBytes, locale) })
          : accept.length > 0 && !accept.some((kind) => fits(file, kind))
            ? t("wrongKind", { kinds: accept.join(", ") })
            : room-- <= 0
              ? t("tooMany", { most })
              : undefined;
      setUploads((before) => [...before, { key, name: file.name, share: 0, ...(refusal === undefined ? {} : { fault: refusal }) }]);
      if (refusal !== undefined) continue;
      const stop = new AbortController();
      running.current.set(key, stop);
      const sent = sendFile(file, { object: object.name, field: bound.field.name }, (share) => change(key, { share }), stop.signal).then(
        ({ id, name, mediaType, size }) => {
          leave(key);
          const before = most === 1 ? [] : filesIn(latest.current);
          put([...before, { id, name, mediaType, size }]);
          return true;
        },
        (fault: unknown) => {
          running.current.delete(key);
          // given up by hand: nothing to wait for
          if (fault instanceof DOMException && fault.name === "AbortError") return true;
          change(key, {
            fault: fault instanceof ApiProblem ? tell(fault) : t("notSent"),
          });
          return false;
        },
      );
      underWay.current.set(key, sent);
      void sent.then(() => underWay.current.delete(key));
    }
  };
  return { uploads, send, leave, put, isBusy: uploads.some(({ fault }) => fault === undefined), accept };
}

/** Whether a file may be of a kind such as "image/*", "application/pdf" or ".docx", by what the browser says of it; the server looks at its bytes. */
export function fits({ name, type }: { readonly name: string; readonly type: string }, kind: string): boolean {
  if (kind.startsWith(".")) return name.toLowerCase().endsWith(kind.toLowerCase());
  return type === "" || kind === "*/*" || kind === type || (kind.endsWith("/*") && type.startsWith(kind.slice(0, -1)));
}
