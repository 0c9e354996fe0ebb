"use client";
import { DragDropProvider, DragOverlay, PointerSensor, useDroppable } from "@dnd-kit/react";
import { nanoid } from "nanoid";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Component, Document, FormDocument, Kind, ObjectDocument, PageDocument } from "#metadata";
import { components } from "#components/definitions";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { api } from "../../data/index.ts";
import { useText } from "../../i18n/index.ts";
import { type PlacedNode, RenderForm, RenderPage, RenderRoot, type RecordJson, type ShownDocuments } from "../../render/index.ts";
import { cx } from "../../ui/cx.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { callIt } from "../change-words.ts";
import type { Command } from "../commands/index.ts";
import { DocumentCode } from "../document-code.tsx";
import { type DragPoint, dragPoint } from "../drag-point.ts";
import { type JsonObject, own } from "../documents.ts";
import { nameFrom } from "../name.ts";
import { newField } from "../object/field-commands.ts";
import { PanelObject } from "../panel/picks.ts";
import { NotInDraft } from "../not-in-draft.tsx";
import { NotSaved } from "../not-saved.tsx";
import { useDocument, useStudio, useWorkspace } from "../studio-context.tsx";
import { usePublished } from "../use-published.ts";
import { type Carried, type Design, DesignContext, type Designed, readCarried, useDesign } from "./design-context.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { NodeFrame } from "./node-frame.tsx";
import { NodePanel } from "./node-panel.tsx";
import {
  type Spot,
  childrenOf,
  copyOf,
  fieldTypeFor,
  inReadingOrder,
  isInside,
  newNode,
  nodeForField,
  settled,
  spotAt,
  stepOf,
} from "./node-tree.ts";
import { Outline } from "./outline.tsx";
import { Palette } from "./palette.tsx";

/** The designer of forms and pages: palette, the running form with frames, properties; or its JSON. */
export function FormRoom({ kind, name }: { readonly kind: "form" | "page"; readonly name: string }) {
  const document = useDocument(kind, name);
  if (document === undefined) return <NotInDraft name={name} />;
  return (
    <PanelObject value={document.object}>
      <Designer document={document} />
    </PanelObject>
  );
}

type Width = "desktop" | "tablet" | "phone";
const widths: Readonly<Record<Width, { readonly pixels: number; readonly icon: string }>> = {
  desktop: { pixels: 1_280, icon: "monitor" },
  tablet: { pixels: 768, icon: "tablet" },
  phone: { pixels: 390, icon: "smartphone" },
};

function Designer({ document }: { readonly document: Designed }) {
  const t = useTranslations("studio.form");
  const ts = useTranslations("studio");
  const text = useText();
  const locale = useLocale();
  const { workspace, announce } = useStudio();
  const object = useWorkspace((state) => state.documents.get(`object/${document.object ?? ""}`)) as ObjectDocument | undefined;
  const [selected, setSelected] = useState<string>();
  const [drop, setDrop] = useState<Design["drop"]>();
  const [carried, setCarried] = useState<Carried>();
  const [moving, setMoving] = useState<string>();
  const [mode, setMode] = useState<"design" | "split" | "code">("design");
  const [width, setWidth] = useState<Width>("desktop");
  const [side, setSide] = useState<"add" | "outline">("add");
  const published = usePublished(document.kind, document.name)?.document;
  const canvas = useRef<HTMLDivElement>(null);
  const key = `${document.kind}/${document.name}` as const;
  const { nodes } = document;

  const componentOf = (id: string): Component | undefined => components.get(nodes[id]?.component ?? "");
  const isContainer = (id: string): boolean => componentOf(id)?.container === true;
  const ownName = (id: string): string => {
    const field = own(nodes[id]?.props, "field");
    const shown = typeof field === "string" ? Object.values(object?.fields ?? {}).find((each) => each.name === field) : undefined;
    if (shown) return text(shown.label, shown.name);
    const title = own(nodes[id]?.props, "title");
    return title === undefined ? text(componentOf(id)?.label, nodes[id]?.component ?? id) : callIt({ label: title }, id, locale);
  };
  const nameOf = (id: string): string => {
    const kind = text(componentOf(id)?.label, nodes[id]?.component ?? id);
    const name = ownName(id);
    return name === kind ? kind : `${kind} · ${name}`;
  };
  const sayWhere = ({ parent, before }: Spot): string => {
    const place = parent === null ? text(document.label, document.name) : ownName(parent);
    const siblings = childrenOf(nodes, parent);
    const at = before === null ? siblings.length : siblings.indexOf(before);
    const previous = siblings[at - 1];
    return previous === undefined ? t("inside", { name: place }) : t("after", { parent: place, name: ownName(previous) });
  };
  const select = (id: string | undefined, focus = false): void => {
    setSelected(id);
    if (focus)
      requestAnimationFrame(() =>
        (id === undefined ? canvas.current : canvas.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`))?.focus({
          preventScroll: false,
        }),
      );
  };

  const put = (what: Carried, spot: Spot): void => {
    if (what.is === "node") {
      if (isInside(nodes, spot.parent, what.id)) return;
      const to = settled(nodes, what.id, spot);
      const name = nameOf(what.id);
      if (
        workspace.run(
          { key: "moveNode", values: { name } },
          { do: "move", document: key, path: ["nodes"], id: what.id, parent: to.parent, before: to.before },
        )
      )
        announce(t("moved", { name, where: sayWhere(to) }));
      return;
    }
    const id = nanoid(10);
    const commands: Command[] = [];
    let node: JsonObject | undefined;
    let name = what.name;
    if (what.is === "field") {
      const field = Object.values(object?.fields ?? {}).find((each) => each.name === what.name);
      node = field && nodeForField(field, fieldTypes, components);
      name = text(field?.label, what.name);
    } else {
      const component: Component | undefined = components.get(what.name);
      name = text(component?.label, what.name);
      const type = component && object && fieldTypeFor(component, fieldTypes);
      if (component && type && object) {
        // An input by itself is a new field of the object, placed at once.
        const fieldName = nameFrom(
          text(type.label, type.name),
          Object.values(object.fields).map((each) => each.name),
        );
        const made = newField(
          type,
          object,
          { [locale]: text(type.label, type.name) },
          fieldName,
          [...workspace.get().documents.values()].filter((each) => each.kind === "object"),
        );
        commands.push({ do: "add", document: `object/${object.name}`, path: ["fields"], id: made.id, value: made.value, before: null });
        node = newNode(component, { field: fieldName });
      } else if (component) {
        const documents = [...workspace.get().documents.values()];
        node = newNode(component, {}, (what) =>
          what === "field" ? Object.values(object?.fields ?? {})[0]?.name : documents.find(({ kind }) => kind === what)?.name,
        );
      }
    }
    if (node === undefined) return;
    commands.push({
      do: "add",
      document: key,
      path: ["nodes"],
      id,
      value: spot.parent === null ? node : { ...node, parent: spot.parent },
      before: spot.before,
    });
    if (!workspace.run({ key: "addNode", values: { name } }, commands)) return;
    announce(t("placed", { name, where: sayWhere(spot) }));
    select(id, true);
  };
  const remove = (id: string): void => {
    const name = nameOf(id);
    const siblings = childrenOf(nodes, nodes[id]?.parent ?? null);
    const next = siblings[siblings.indexOf(id) + 1] ?? siblings[siblings.indexOf(id) - 1] ?? nodes[id]?.parent;
    if (!workspace.run({ key: "removeNode", values: { name } }, { do: "remove", document: key, path: ["nodes", id] })) return;
    announce(t("removed", { name }));
    select(next, true);
  };
  const duplicate = (id: string): void => {
    const name = nameOf(id);
    const spot = spotAt(nodes, id, "after");
    const copies = copyOf(nodes, id, () => nanoid(10));
    const commands = copies.map(({ id: each, value }, at): Command => ({
      do: "add",
      document: key,
      path: ["nodes"],
      id: each,
      value,
      ...(at === 0 ? { before: spot.before } : {}),
    }));
    if (workspace.run({ key: "duplicateNode", values: { name } }, commands)) select(copies[0]?.id, true);
  };

  const press = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, [data-deed]") || !target.closest("[data-canvas], [role=tree]")) return;
    const order = inReadingOrder(nodes).map(({ id }) => id);
    const inOutline = target.closest("[role=tree]") !== null;
    const go = (id: string | undefined): void => {
      if (id === undefined) return;
      event.preventDefault();
      setSelected(id);
      requestAnimationFrame(() =>
        (inOutline ? globalThis.document : canvas.current)
          ?.querySelector<HTMLElement>(inOutline ? `[data-outline="${CSS.escape(id)}"]` : `[data-node="${CSS.escape(id)}"]`)
          ?.focus(),
      );
    };
    const at = selected === undefined ? -1 : order.indexOf(selected);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (!event.altKey) return go(order[selected === undefined ? 0 : at + by]);
      if (selected === undefined) return;
      event.preventDefault();
      const spot = stepOf(nodes, selected, by);
      if (spot) {
        put({ is: "node", id: selected }, spot);
        go(selected);
      }
      return;
    }
    if (selected === undefined) return;
    if (event.key === "Escape" || (event.key === "ArrowLeft" && !event.altKey)) {
      const parent = nodes[selected]?.parent;
      event.preventDefault();
      if (parent === undefined) {
        if (event.key === "Escape") select(undefined, !inOutline);
      } else go(parent);
    } else if (event.key === "ArrowRight") go(childrenOf(nodes, selected)[0]);
    else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(selected);
    } else if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "d") {
      event.preventDefault();
      duplicate(selected);
    } else if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "m") {
      event.preventDefault();
      setMoving(selected);
    }
  };

  const dropAt = (point: DragPoint | undefined, carriedAs: string): Design["drop"] => {
    if (point === undefined) return undefined;
    if (point.id === "canvas") return { node: null, side: "inside" };
    const [over, source] = [readCarried(point.id), readCarried(carriedAs)];
    if (over.is !== "node" || (source.is === "node" && isInside(nodes, over.id, source.id))) return undefined;
    // A container takes what is over it; only its edges mean beside it.
    const edge = isContainer(over.id) ? Math.min(0.25, 14 / point.height) : 0.5;
    return { node: over.id, side: point.part < edge ? "before" : point.part > 1 - edge ? "after" : "inside" };
  };

  const design: Design = {
    document,
    selected: selected !== undefined && nodes[selected] ? selected : undefined,
    select,
    drop,
    put,
    remove,
    duplicate,
    moveTo: setMoving,
    nameOf,
    sayWhere,
    isContainer,
  };
  const trail = design.selected === undefined ? [] : ancestors(nodes, design.selected);

  return (
    <DesignContext value={design}>
      <DragDropProvider
        sensors={[PointerSensor]}
        // Announced by the studio's live region, in the language of the page.
        plugins={(defaults) => defaults.slice(1)}
        onDragStart={({ operation }) => setCarried(readCarried(String(operation.source?.id)))}
        onDragMove={({ operation, to }) => setDrop(dropAt(dragPoint(operation, to), String(operation.source?.id)))}
        onDragOver={({ operation }) => setDrop(dropAt(dragPoint(operation), String(operation.source?.id)))}
        onDragEnd={({ operation, canceled }) => {
          const where = dropAt(dragPoint(operation), String(operation.source?.id));
          setCarried(undefined);
          setDrop(undefined);
          if (canceled || where === undefined) return;
          put(
            readCarried(String(operation.source?.id)),
            where.node === null ? { parent: null, before: null } : spotAt(nodes, where.node, where.side),
          );
        }}
      >
        <div className="grid h-full min-h-0 grid-cols-[232px_minmax(0,1fr)_312px]" onKeyDown={press}>
          <aside aria-label={t(side)} className="flex min-h-0 flex-col border-r border-line bg-surface">
            <Tabs
              label={t("add")}
              value={side}
              onChange={(id) => setSide(id as "add" | "outline")}
              items={[
                { id: "add", label: t("add") },
                { id: "outline", label: t("outline") },
              ]}
            />
            {side === "add" ? <Palette object={object} /> : <Outline />}
          </aside>
          <div className="flex min-h-0 min-w-0 flex-col bg-canvas">
            <h1 className="sr-only">{text(document.label, document.name)}</h1>
            <div className="flex h-12 flex-none items-center gap-2 border-b border-line bg-surface px-4">
              <SegmentedControl
                label={t("widths")}
                size="sm"
                value={width}
                onChange={(next) => setWidth(next as Width)}
                items={(["desktop", "tablet", "phone"] as const).map((each) => ({
                  id: each,
                  icon: widths[each].icon,
                  name: t(each),
                  label: each === width && width === "desktop" ? t(each) : "",
                }))}
              />
              <span className="num text-sm text-muted">{widths[width].pixels.toLocaleString(locale)} px</span>
              <span className="flex-1" />
              <SegmentedControl
                label={t("mode")}
                size="sm"
                value={mode}
                onChange={(next) => setMode(next as typeof mode)}
                items={[
                  { id: "design", label: t("design") },
                  { id: "split", label: t("split") },
                  { id: "code", label: t("code"), icon: "code" },
                ]}
              />
            </div>
            <NotSaved kind={document.kind} name={document.name} className="m-2" />
            <div className={cx("grid min-h-0 flex-1", mode === "split" && "grid-rows-2")}>
              {mode === "code" ? null : (
                <Canvas canvasRef={canvas} width={width}>
                  <Drawn document={document} object={object} />
                </Canvas>
              )}
              {mode === "design" ? null : (
                <div className={cx("min-h-0", mode === "split" && "border-t border-line")}>
                  <DocumentCode document={document as Document} kind={document.kind as Kind} />
                </div>
              )}
            </div>
            <div className="flex h-8 flex-none items-center gap-4 overflow-hidden border-t border-line bg-surface px-4 text-sm whitespace-nowrap text-muted">
              <span>
                <Kbd>Esc</Kbd> {t("keys.parent")}
              </span>
              <span>
                <Kbd>⌥ ↑ ↓</Kbd> {t("keys.move")}
              </span>
              <span>
                <Kbd>⌘ D</Kbd> {t("keys.duplicate")}
              </span>
              <span>
                <Kbd>Del</Kbd> {t("keys.remove")}
              </span>
              <span className="flex-1" />
              <span className="ellipsis">
                {text(document.label, document.name)}
                {trail.map((id) => (
                  <span key={id}>
                    {" › "}
                    <button
                      type="button"
                      className={cx("rounded-sm hover:underline", id === selected && "font-medium text-ink")}
                      onClick={() => select(id, true)}
                    >
                      {ownName(id)}
                    </button>
                  </span>
                ))}
              </span>
            </div>
          </div>
          <aside aria-label={ts("panel.properties")} className="min-h-0 overflow-auto border-l border-line bg-surface">
            <NodePanel key={design.selected ?? ""} published={published} />
          </aside>
        </div>
        <DragOverlay dropAnimation={null}>
          {carried === undefined ? null : (
            <div className="inline-flex h-9 w-52 rotate-[-1.5deg] items-center gap-2 rounded-md bg-surface-raised px-3 font-medium shadow-3">
              <Icon name="grip-vertical" className="text-faint" />
              <span className="ellipsis">
                {carried.is === "node"
                  ? nameOf(carried.id)
                  : carried.is === "field"
                    ? text(Object.values(object?.fields ?? {}).find(({ name }) => name === carried.name)?.label, carried.name)
                    : text((components.get(carried.name) as Component | undefined)?.label, carried.name)}
              </span>
            </div>
          )}
        </DragOverlay>
        {moving === undefined ? null : (
          <MoveDialog
            id={moving}
            onClose={() => setMoving(undefined)}
            onMove={(spot) => {
              put({ is: "node", id: moving }, spot);
              setMoving(undefined);
              select(moving, true);
            }}
          />
        )}
      </DragDropProvider>
    </DesignContext>
  );
}

function ancestors(nodes: Designed["nodes"], id: string): string[] {
  const trail: string[] = [];
  for (let here: string | undefined = id; here !== undefined && trail.length < 32; here = nodes[here]?.parent) trail.unshift(here);
  return trail;
}

function Canvas({
  canvasRef,
  width,
  children,
}: {
  readonly canvasRef: React.RefObject<HTMLDivElement | null>;
  readonly width: Width;
  readonly children: ReactNode;
}) {
  const t = useTranslations("studio.form");
  const design = useDesign();
  const { ref } = useDroppable({ id: "canvas", collisionPriority: 0 });
  return (
    <div className="min-h-0 overflow-auto px-6 py-5" onClick={(event) => event.target === event.currentTarget && design.select(undefined)}>
      <div
        ref={(element) => {
          ref(element);
          canvasRef.current = element;
        }}
        data-canvas
        role="group"
        aria-label={t("canvas")}
        tabIndex={design.selected === undefined ? 0 : -1}
        style={{ maxWidth: widths[width].pixels }}
        className={cx(
          "mx-auto min-h-full rounded-lg border border-line-strong bg-surface px-6 pt-10 pb-16 focus-visible:outline-2 focus-visible:outline-focus",
        )}
      >
        {/* The page's own breakpoints look at the window; on a narrow canvas they must say what they would say in a narrow one. */}
        {width === "phone" ? (
          <style>{"[data-canvas] [class*='grid-cols-2'] { grid-template-columns: minmax(0, 1fr) !important; }"}</style>
        ) : null}
        {children}
        {Object.keys(design.document.nodes).length === 0 ? <EmptyState title={t("empty")}>{t("emptyHelp")}</EmptyState> : null}
        {design.drop?.node === null ? <span aria-hidden="true" className="block h-0.5 bg-accent" /> : null}
      </div>
    </div>
  );
}

/** The form as the app draws it, over a real record where there is one. */
function Drawn({ document, object }: { readonly document: Designed; readonly object: ObjectDocument | undefined }) {
  const { visitor, revision } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const [sample, setSample] = useState<RecordJson>();
  const name = object?.name;
  useEffect(() => {
    if (name === undefined) return;
    let current = true;
    api<{ data: RecordJson[] }>(`/objects/${name}/records?limit=1`).then(
      ({ data }) => current && setSample(data[0]),
      () => undefined, // an object that is not published yet has no records
    );
    return () => {
      current = false;
    };
  }, [name]);
  const scope = useMemo(() => {
    const shown: Record<string, Record<string, Document>> = { object: {}, form: {}, page: {}, view: {}, table: {}, app: {} };
    for (const each of documents.values()) if (shown[each.kind]) (shown[each.kind] as Record<string, Document>)[each.name] = each;
    return {
      revision,
      documents: shown as unknown as ShownDocuments,
      user: { id: visitor.userId, roles: visitor.roles, name: visitor.name },
      live: false,
    };
  }, [documents, revision, visitor]);
  const depths = useMemo(() => new Map(inReadingOrder(document.nodes).map(({ id, depth }) => [id, depth])), [document.nodes]);
  const wrapNode = useMemo(
    () =>
      (node: PlacedNode, element: ReactNode, { hidden }: { readonly hidden: boolean }) => (
        <NodeFrame key={node.id} id={node.id} depth={depths.get(node.id) ?? 0} hidden={hidden}>
          {element}
        </NodeFrame>
      ),
    [depths],
  );
  return (
    <RenderRoot scope={scope}>
      {document.kind === "form" ? (
        <RenderForm
          key={sample === undefined ? "empty" : "sample"}
          object={(document as FormDocument).object}
          form={document as FormDocument}
          mode="edit"
          {...(sample === undefined ? {} : { values: sample as never })}
          wrapNode={wrapNode}
        />
      ) : (
        <RenderPage page={document as PageDocument} {...(sample === undefined ? {} : { record: sample })} wrapNode={wrapNode} />
      )}
    </RenderRoot>
  );
}
