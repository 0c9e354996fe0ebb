"use client";
import { useTranslations } from "use-intl";
import type { Tone } from "../../../ui/chip.tsx";

interface Drawn {
  readonly states: readonly { readonly id: string; readonly label: string; readonly tone: Tone }[];
  readonly initial: readonly string[] | undefined;
  readonly transitions: readonly { readonly id: string; readonly from?: readonly string[] | undefined; readonly to: string }[];
}

const width = 128;
const height = 32;
const gap = 56;
const middle = 92;

const fill: Readonly<Record<Tone, string>> = {
  neutral: "var(--neutral-soft)",
  accent: "var(--accent-soft)",
  success: "var(--success-soft)",
  info: "var(--info-soft)",
  warning: "var(--warning-soft)",
  danger: "var(--danger-soft)",
};

/** States side by side in the order of the field: steps forward arch above them, steps back below. A picture of the list beneath it. */
export function StateGraph({ states, initial, transitions }: Drawn) {
  const t = useTranslations("studio.states");
  const placeOf = new Map(states.map(({ id }, at) => [id, at]));
  const centre = (at: number): number => 16 + at * (width + gap) + width / 2;
  const seen = new Set<string>();
  const arrows = transitions.flatMap(({ from, to }) =>
    (from ?? states.map(({ id }) => id)).flatMap((each) => {
      const [a, b] = [placeOf.get(each), placeOf.get(to)];
      if (a === undefined || b === undefined || a === b || seen.has(`${a}-${b}`)) return [];
      seen.add(`${a}-${b}`);
      return [{ a, b, any: from === undefined }];
    }),
  );
  const total = 32 + states.length * width + Math.max(0, states.length - 1) * gap;
  return (
    <div className="mt-4 overflow-x-auto" role="img" aria-label={t("graph", { states: states.length, steps: transitions.length })}>
      <svg width={total} height={184} viewBox={`0 0 ${total} 184`} aria-hidden="true" className="block">
        <defs>
          <marker id="step-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0 L8 4 L0 8 z" fill="var(--text-muted)" />
          </marker>
        </defs>
        {arrows.map(({ a, b, any }) => {
          const forward = b > a;
          const far = Math.abs(b - a);
          const next = forward && far === 1;
          const [x1, x2] = [centre(a), centre(b)];
          const lift = Math.min(60, 18 + far * 14);
          const path = next
            ? `M${x1 + width / 2 + 2} ${middle} L${x2 - width / 2 - 3} ${middle}`
            : forward
              ? `M${x1 + 12} ${middle - height / 2 - 2} C${x1 + 40} ${middle - height / 2 - lift}, ${x2 - 40} ${middle - height / 2 - lift}, ${x2 - 12} ${middle - height / 2 - 4}`
              : `M${x1 - 12} ${middle + height / 2 + 2} C${x1 - 40} ${middle + height / 2 + lift}, ${x2 + 40} ${middle + height / 2 + lift}, ${x2 + 12} ${middle + height / 2 + 4}`;
          return (
            <path
              key={`${a}-${b}`}
              d={path}
              fill="none"
              stroke="var(--text-muted)"
              strokeWidth="1.5"
              strokeDasharray={any ? "4 3" : undefined}
              markerEnd="url(#step-end)"
            />
          );
        })}
        {states.map(({ id, label, tone }, at) => (
          <g key={id}>
            <rect
              x={centre(at) - width / 2}
              y={middle - height / 2}
              width={width}
              height={height}
              rx="6"
              fill={fill[tone]}
              stroke={initial?.includes(id) === true ? "var(--accent)" : "var(--border-strong)"}
              strokeWidth={initial?.includes(id) === true ? 2 : 1}
            />
            <text x={centre(at)} y={middle + 4} textAnchor="middle" fontSize="13" fill="var(--text)">
              {label.length > 16 ? `${label.slice(0, 15)}…` : label}
              <title>{label}</title>
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
