"use client";
import { useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { Document, Json, Kind } from "#metadata";
import { useText } from "../i18n/index.ts";
import { Icon } from "../ui/icon.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { type JsonObject, isObject } from "./documents.ts";
import { readSchema } from "./server.ts";
import { useStudio } from "./studio-context.tsx";

/** Why a text is not (yet) this document; undefined = it is. */
export function readDocumentText(text: string, document: Document): { readonly value: JsonObject } | { readonly why: string } {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (fault) {
    return { why: (fault as Error).message };
  }
  if (!isObject(value)) return { why: "{ … }" };
  // The address of a document does not change under one's fingers.
  for (const key of ["kind", "id", "name"] as const)
    if (value[key] !== document[key]) return { why: `"${key}": ${JSON.stringify(document[key])}` };
  return { value };
}

/** A whole document as JSON, both ways: every text that is this document becomes a change on the log. */
export function DocumentCode({ document, kind }: { readonly document: Document; readonly kind: Kind }) {
  const t = useTranslations("studio");
  const label = useText();
  const { workspace } = useStudio();
  const [schema, setSchema] = useState<Readonly<Record<string, unknown>>>();
  const [why, setWhy] = useState<string>();
  const [markers, setMarkers] = useState(0);
  const text = useMemo(() => JSON.stringify(document, null, 2), [document]);
  const name = label(document.label, document.name);
  useEffect(() => {
    let current = true;
    readSchema(kind).then(
      (found) => current && setSchema(found),
      () => undefined, // without it the editor only misses its hints
    );
    return () => {
      current = false;
    };
  }, [kind]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        <CodeEditor
          address={`${kind}/${document.name}`}
          value={text}
          label={t("code.label", { name })}
          schema={schema}
          onMarkers={setMarkers}
          onChange={(next) => {
            const read = readDocumentText(next, document);
            if ("why" in read) {
              setWhy(read.why);
              return;
            }
            setWhy(undefined);
            workspace.run(
              { key: "editJson", values: { name } },
              { do: "set", document: `${kind}/${document.name}`, path: [], value: read.value },
              `json ${kind}/${document.name}`,
            );
          }}
        />
      </div>
      <div role="status" className="flex h-8 flex-none items-center gap-2 border-t border-line px-4 text-sm text-muted">
        {why !== undefined ? (
          <span className="ellipsis flex items-center gap-1.5 text-danger">
            <Icon name="circle-alert" size={14} />
            {t("panel.notJson", { why })}
          </span>
        ) : markers > 0 ? (
          <span className="flex items-center gap-1.5 text-warning">
            <Icon name="alert-triangle" size={14} />
            {t("code.markers", { count: markers })}
          </span>
        ) : (
          <span className="flex items-center gap-1.5">
            <Icon name="check" size={14} />
            {t("code.valid")}
          </span>
        )}
        <span className="flex-1" />
        <span className="text-faint">{t("code.leave")}</span>
      </div>
    </div>
  );
}
