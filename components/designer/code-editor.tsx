"use client";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type * as Monaco from "monaco-editor";
import { Skeleton } from "../ui/skeleton.tsx";

/** The editor, once per page: workers of our own host, no request elsewhere. */
interface Loaded {
  readonly monaco: typeof Monaco;
  readonly json: JsonDefaults;
}
let loading: Promise<Loaded> | undefined;
function loadMonaco(): Promise<Loaded> {
  loading ??= (async () => {
    self.MonacoEnvironment = {
      getWorker: (_: string, label: string) =>
        label === "json"
          ? new Worker(new URL("monaco-editor/languages/features/json/json.worker.js", import.meta.url), { type: "module" })
          : new Worker(new URL("monaco-editor/editor/editor.worker.js", import.meta.url), { type: "module" }),
    };
    const monaco = (await import("monaco-editor/editor")) as unknown as typeof Monaco;
    await import("monaco-editor/features/register.all");
    const { jsonDefaults } = (await import("monaco-editor/languages/features/json/register")) as unknown as { jsonDefaults: JsonDefaults };
    return { monaco, json: jsonDefaults };
  })();
  return loading;
}

/** Colours of the page, as the editor needs them: hex. */
function defineTheme(monaco: typeof Monaco): string {
  const dark = document.documentElement.dataset["theme"] === "dark";
  const style = getComputedStyle(document.documentElement);
  const canvas = document.createElement("canvas").getContext("2d");
  const hex = (name: string): string => {
    if (canvas === null) return "#000000";
    canvas.fillStyle = style.getPropertyValue(name).trim();
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  };
  const name = dark ? "armature-dark" : "armature-light";
  monaco.editor.defineTheme(name, {
    base: dark ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      { token: "string.key.json", foreground: hex("--accent-text").slice(1) },
      { token: "string.value.json", foreground: hex("--text").slice(1) },
      { token: "number.json", foreground: hex("--info").slice(1) },
      { token: "keyword.json", foreground: hex("--warning").slice(1) },
    ],
    colors: {
      "editor.background": hex("--surface"),
      "editor.foreground": hex("--text"),
      "editorLineNumber.foreground": hex("--text-faint"),
      "editorGutter.background": hex("--surface"),
      "editor.lineHighlightBackground": hex("--surface-sunken"),
      "editorWidget.background": hex("--surface-raised"),
      focusBorder: hex("--focus"),
    },
  });
  return name;
}

export interface CodeEditorProps {
  readonly value: string;
  /** every change a person makes */
  readonly onChange?: (value: string) => void;
  /** for those who cannot see it */
  readonly label: string;
  /** JSON Schema the text is checked and completed against */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
  /** one per document: keeps the models apart */
  readonly address: string;
  readonly isReadOnly?: boolean;
  readonly onMarkers?: (count: number) => void;
}

const schemas = new Map<string, Readonly<Record<string, unknown>>>();

/** JSON with completion, hovers and markers from its schema. */
export function CodeEditor(props: CodeEditorProps) {
  const t = useTranslations("studio.code");
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Monaco.editor.IStandaloneCodeEditor>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [ready, setReady] = useState(false);
  const { address, schema, label } = props;

  useEffect(() => {
    let gone = false;
    const release: (() => void)[] = [];
    void loadMonaco().then(({ monaco }) => {
      if (gone || host.current === null) return;
      const uri = monaco.Uri.parse(`inmemory://armature/${address}.json`);
      monaco.editor.getModel(uri)?.dispose();
      const model = monaco.editor.createModel(latest.current.value, "json", uri);
      const made = monaco.editor.create(host.current, {
        model,
        theme: defineTheme(monaco),
        ariaLabel: label,
        automaticLayout: true,
        fixedOverflowWidgets: true,
        fontSize: 12,
        lineHeight: 18,
        fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--font-mono"),
        minimap: { enabled: false },
        scrollBeyondLastLine: false,
        tabSize: 2,
        readOnly: latest.current.isReadOnly ?? false,
        renderLineHighlight: "line",
        stickyScroll: { enabled: false },
      });
      editor.current = made;
      const typing = made.onDidChangeModelContent((event) => {
        if (!event.isFlush) latest.current.onChange?.(model.getValue());
      });
      const marking = monaco.editor.onDidChangeMarkers((changed) => {
        if (changed.some((one) => one.toString() === uri.toString())) {
          latest.current.onMarkers?.(monaco.editor.getModelMarkers({ resource: uri }).length);
        }
      });
      const watcher = new MutationObserver(() => monaco.editor.setTheme(defineTheme(monaco)));
      watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
      release.push(
        () => typing.dispose(),
        () => marking.dispose(),
        () => watcher.disconnect(),
        () => made.dispose(),
        () => model.dispose(),
      );
      setReady(true);
    });
    return () => {
      gone = true;
      editor.current = undefined;
      for (const free of release) free();
    };
  }, [address, label]);

  useEffect(() => {
    if (schema === undefined) return;
    schemas.set(address, schema);
    void loadMonaco().then(({ json }) => {
      json.setDiagnosticsOptions({
        validate: true,
        allowComments: false,
        enableSchemaRequest: false,
        schemas: [...schemas].map(([name, each]) => ({
          uri: `inmemory://schema/${name}.json`,
          fileMatch: [`inmemory://armature/${name}.json`],
          schema: each,
        })),
      });
    });
  }, [address, schema]);

  // What others changed comes in; what is being typed here stays.
  useEffect(() => {
    const made = editor.current;
    const model = made?.getModel();
    if (!made || !model || model.getValue() === props.value || made.hasTextFocus()) return;
    model.setValue(props.value);
  }, [props.value, ready]);

  return (
    <div className="relative size-full min-h-0 bg-surface" title={t("leave")}>
      {ready ? null : <Skeleton rows={6} height={18} label={t("loading")} className="absolute inset-0 p-4" />}
      <div ref={host} className="absolute inset-0" />
    </div>
  );
}

interface JsonDefaults {
  setDiagnosticsOptions(options: {
    validate: boolean;
    allowComments: boolean;
    enableSchemaRequest: boolean;
    schemas: { uri: string; fileMatch: string[]; schema: unknown }[];
  }): void;
}
