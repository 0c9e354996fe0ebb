"use client";
import { Component, Fragment, memo, Suspense, useMemo, type ComponentType, type ErrorInfo, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { Node } from "#metadata";
import { Banner } from "../ui/banner.tsx";
import { fieldStateAt, useMaybeForm } from "./form-context.ts";
import { NodeContext } from "./node-context.tsx";
import { placeNodes } from "./place.ts";
import { holds, isRule, readValues, useRules, type Values } from "./rules.ts";
import { useCanvas, useViews } from "./scope.tsx";
import type { PlacedNode, ViewProps } from "./view.ts";
import { usePageState } from "./page-state.tsx";

/** The nodes of a form or page, drawn. */
export function RenderNodes({ nodes }: { readonly nodes: Readonly<Record<string, Node>> }) {
  const top = useMemo(() => placeNodes(nodes), [nodes]);
  return top.map((node) => <RenderNode key={node.id} node={node} />);
}

const noValues: Values = {};

/** One node with everything inside it. */
export const RenderNode = memo(function RenderNode({ node }: { readonly node: PlacedNode }) {
  const form = useMaybeForm();
  return form === undefined ? <OnPage node={node} /> : <InForm node={node} />;
});

function InForm({ node }: { readonly node: PlacedNode }) {
  const form = useMaybeForm()!;
  const typed = form.useValuesOf(form.control);
  const name = node.props?.["field"];
  const field = typeof name === "string" ? form.object.byName.get(name) : undefined;
  const needsRules = node.visible !== undefined || field?.visible !== undefined;
  const visible = useMemo(() => {
    if (!needsRules) return true;
    const values = readValues(form.object, typed);
    return field === undefined
      ? holds(node.visible, form.object, values, form.context, true)
      : fieldStateAt(field, node, form, values).visible;
  }, [needsRules, node, field, form, typed]);
  return <Drawn node={node} visible={visible} />;
}

function OnPage({ node }: { readonly node: PlacedNode }) {
  const page = usePageState();
  useRules(isRule(node.visible));
  const visible =
    node.visible === undefined || page?.object === undefined
      ? true
      : holds(node.visible, page.object, page.record === undefined ? noValues : readValues(page.object, page.record), page.context, true);
  return <Drawn node={node} visible={visible} />;
}

function Drawn({ node, visible }: { readonly node: PlacedNode; readonly visible: boolean }) {
  const canvas = useCanvas();
  const views = useViews();
  const View = (Object.hasOwn(views, node.component) ? views[node.component] : undefined) as ComponentType<ViewProps<unknown>> | undefined;
  if (!visible && canvas === undefined) return null;
  const parts = node.children.map((child) => ({ node: child, element: <RenderNode key={child.id} node={child} /> }));
  const element =
    View === undefined ? (
      <Unknown name={node.component} />
    ) : (
      <Guard>
        <NodeContext value={node}>
          <Suspense fallback={null}>
            <View node={node} props={node.props ?? {}} parts={parts} />
          </Suspense>
        </NodeContext>
      </Guard>
    );
  return <Fragment>{canvas === undefined ? element : canvas.wrapNode(node, element, { hidden: !visible })}</Fragment>;
}

function Unknown({ name }: { readonly name: string }) {
  return <Banner tone="warning" title={<span className="font-mono">{`<${name}>`}</span>} className="col-span-full" />;
}

/** Half a page failing never takes the other half. */
class Guard extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = (): { failed: boolean } => ({ failed: true });
  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    console.error(fault, info.componentStack);
  }
  override render(): ReactNode {
    return this.state.failed ? <Failed onRetry={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

function Failed({ onRetry }: { readonly onRetry: () => void }) {
  const t = useTranslations("common");
  return (
    <Banner
      tone="danger"
      title={t("errors.title")}
      className="col-span-full"
      actions={
        <button type="button" className="font-medium text-accent-text" onClick={onRetry}>
          {t("retry")}
        </button>
      }
    >
      {t("errors.rest")}
    </Banner>
  );
}
